package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.assay.wasm.feature.FeatureSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault is refused with its reason and place; its near miss is read. */
class RefusalTest {
    @ParameterizedTest(name = "{2}: {0}")
    @CsvFileSource(resources = "/refused-bodies.txt", delimiter = '|')
    void a_body_is_refused_and_its_near_miss_read(String refused, String nearMiss, String reason) {
        assertThatNoException().isThrownBy(() -> WasmModule.read(ModuleBytes.withBody(nearMiss)));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> WasmModule.read(ModuleBytes.withBody(refused)))
                .satisfies(e -> assertThat(e.reason()).contains(reason));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(ModuleBytes.withBody(refused), FeatureSet.ALL));
    }

    @ParameterizedTest(name = "{2}: {0}")
    @CsvFileSource(resources = "/refused-sections.txt", delimiter = '|')
    void sections_are_refused_and_their_near_miss_read(String refused, String nearMiss, String reason) {
        assertThatNoException()
                .isThrownBy(
                        () -> WasmModule.read(ModuleBytes.module().hex(nearMiss).bytes()));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(
                        () -> WasmModule.read(ModuleBytes.module().hex(refused).bytes()))
                .satisfies(e -> assertThat(e.reason()).contains(reason));
    }

    @ParameterizedTest(name = "{2}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                      | 0 | magic header not detected
            00 61 73                | 0 | magic header not detected
            7F 45 4C 46 01 00 00 00 | 0 | magic header not detected
            00 61 73 6D             | 4 | unknown binary version
            00 61 73 6D 02 00 00 00 | 4 | unknown binary version
            00 61 73 6D 0D 00 01 00 | 4 | this is a component
            """)
    void a_wrong_preamble_is_refused(String bytes, int offset, String reason) {
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(
                        () -> WasmModule.read(ModuleBytes.content().hex(bytes).bytes()))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset))
                .satisfies(e -> assertThat(e.reason()).startsWith(reason));
    }

    @Test
    void a_refusal_says_where_and_costs_no_stack_trace() {
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() ->
                        WasmModule.read(ModuleBytes.module().section(3, "01 00").bytes()))
                .withMessage("unknown type 0: 0 can be referred to here (at byte 0xb)")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(11))
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }
}
