package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read is judged by its types: each fault is refused, its near miss accepted. */
class ValidatorTest {
    @ParameterizedTest
    @ValueSource(strings = {"tally.wasm", "tally.o.wasm", "everything.wasm"})
    void compiled_modules_are_valid(String name) {
        assertThatNoException().isThrownBy(() -> Validator.validate(ModuleBytes.resource(name), FeatureSet.ALL));
    }

    @ParameterizedTest(name = "{2}: {0}")
    @CsvFileSource(resources = "/refused-types.txt", delimiter = '|')
    void a_body_is_refused_for_its_types_and_its_near_miss_accepted(String refused, String nearMiss, String reason) {
        assertThatNoException().isThrownBy(() -> Validator.validate(ModuleBytes.withBody(nearMiss), FeatureSet.ALL));
        assertThatNoException().isThrownBy(() -> WasmModule.read(ModuleBytes.withBody(refused)));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(ModuleBytes.withBody(refused), FeatureSet.ALL))
                .satisfies(e -> assertThat(e.reason()).contains(reason));
    }

    @ParameterizedTest(name = "{2}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            06 06 01 7F 00 42 00 0B       | 06 06 01 7E 00 42 00 0B       | instruction requires [i32] but stack has [i64]
            06 05 01 7F 00 0B 00          | 06 06 01 7F 00 41 00 0B       | but stack has []
            06 08 01 7F 00 41 00 41 00 0B | 06 06 01 7F 00 41 00 0B       | values remaining on stack
            04 04 01 6F 00 01 09 05 01 00 41 00 0B 00 | 04 04 01 70 00 01 09 06 01 00 41 00 0B 00 | is expected
            05 03 01 00 01 0B 06 01 00 42 00 0B 00 | 05 03 01 04 01 0B 06 01 00 42 00 0B 00 | but stack has [i64]
            01 04 01 60 00 00 03 02 01 00 06 06 01 7F 00 41 00 0B 0A 08 01 06 00 41 00 24 00 0B | 01 04 01 60 00 00 03 02 01 00 06 06 01 7F 01 41 00 0B 0A 08 01 06 00 41 00 24 00 0B | immutable global 0
            01 04 01 60 00 00 03 02 01 00 04 04 01 70 04 01 0A 09 01 07 00 41 00 11 00 00 0B | 01 04 01 60 00 00 03 02 01 00 04 04 01 70 04 01 0A 09 01 07 00 42 00 11 00 00 0B | instruction requires [i64] but stack has [i32]
            01 07 02 60 00 00 5E 7F 00 03 02 01 00 0A 0D 01 0B 00 D0 01 41 00 41 00 FB 0E 01 0B | 01 07 02 60 00 00 5E 7F 01 03 02 01 00 0A 0D 01 0B 00 D0 01 41 00 41 00 FB 0E 01 0B | immutable array
            01 08 02 5F 00 50 01 00 5F 00 | 01 0A 02 50 00 5F 00 50 01 00 5F 00 | does not match its supertype
            01 0C 02 50 00 5E 7F 01 50 01 00 5E 7E 01 | 01 0C 02 50 00 5E 7F 01 50 01 00 5E 7F 01 | does not match its supertype
            01 0C 02 50 00 5E 6D 01 50 01 00 5E 6C 01 | 01 0C 02 50 00 5E 6D 00 50 01 00 5E 6C 00 | does not match its supertype
            01 0E 02 50 00 60 01 6D 00 50 01 00 60 01 6C 00 | 01 0E 02 50 00 60 01 6C 00 50 01 00 60 01 6D 00 | does not match its supertype
            """)
    void definitions_are_refused_for_their_types_and_their_near_miss_accepted(
            String refused, String nearMiss, String reason) {
        assertThatNoException()
                .isThrownBy(() ->
                        Validator.validate(ModuleBytes.module().hex(nearMiss).bytes(), FeatureSet.ALL));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() ->
                        Validator.validate(ModuleBytes.module().hex(refused).bytes(), FeatureSet.ALL))
                .satisfies(e -> assertThat(e.reason()).contains(reason));
    }

    @Test
    void groups_of_the_same_shape_are_the_same_types() {
        // Two mutually recursive pairs; the second global of the second pair's type takes a null of the first's.
        String pair = "4E 02 5F 01 63 %s 00 5F 01 63 %s 00 ";
        String types = pair.formatted("01", "00") + pair.formatted("03", "02");
        String others = pair.formatted("01", "00") + pair.formatted("02", "03");
        String globals = "02 63 00 00 D0 00 0B 63 02 00 23 00 0B";

        assertThatNoException().isThrownBy(() -> Validator.validate(twoGroups(types, globals), FeatureSet.WASM_3));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(twoGroups(others, globals), FeatureSet.WASM_3))
                .withMessageStartingWith(
                        "type mismatch: instruction requires [(ref null 2)] but stack has [(ref null 0)]");
    }

    private static byte[] twoGroups(String types, String globals) {
        return ModuleBytes.module()
                .section(1, "02 " + types)
                .section(6, globals)
                .bytes();
    }

    @Test
    void a_local_without_a_default_is_set_before_it_is_read() {
        assertThatNoException()
                .isThrownBy(() -> Validator.validate(withFunctionLocal("D2 00 21 00 20 00 1A"), FeatureSet.WASM_3));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(withFunctionLocal("20 00 1A"), FeatureSet.WASM_3))
                .withMessageStartingWith("uninitialized local 0");
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(withFunctionLocal("D0 70 21 00"), FeatureSet.WASM_3))
                .withMessageStartingWith("type mismatch: instruction requires [(ref func)] but stack has [funcref]");
        assertThatExceptionOfType(WasmException.class)
                .as("what a block sets is unknown after it")
                .isThrownBy(
                        () -> Validator.validate(withFunctionLocal("02 40 D2 00 21 00 0B 20 00 1A"), FeatureSet.WASM_3))
                .withMessageStartingWith("uninitialized local 0");
    }

    /** A function with one local of type {@code (ref func)}. */
    private static byte[] withFunctionLocal(String code) {
        return ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(7, "01 01 66 00 00")
                .section(
                        10,
                        ModuleBytes.content()
                                .uint(1)
                                .sized(ModuleBytes.content()
                                        .hex("01 01 64 70")
                                        .hex(code)
                                        .hex("0B")))
                .bytes();
    }

    @Test
    void a_feature_that_is_not_allowed_is_named() {
        byte[] module = ModuleBytes.withBody("41 00 C0 1A 0B");
        FeatureSet without = FeatureSet.ALL.without(Feature.SIGN_EXTENSION);

        assertThatNoException().isThrownBy(() -> Validator.validate(module, FeatureSet.ALL));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(module, without))
                .satisfies(e -> assertThat(e.reason())
                        .isEqualTo("i32.extend8_s needs the feature sign-extension, which is not allowed here"));
    }

    @Test
    void what_a_module_needs_is_enough_for_it_and_nothing_less_is() throws WasmException {
        byte[] module = ModuleBytes.resource("everything.wasm");
        FeatureSet needs = WasmModule.read(module).needs();

        assertThatNoException().isThrownBy(() -> Validator.validate(module, needs));
        for (Feature feature : Feature.values()) {
            if (needs.has(feature)) {
                assertThatExceptionOfType(WasmException.class)
                        .as(feature.id())
                        .isThrownBy(() -> Validator.validate(module, needs.without(feature)));
            }
        }
    }

    @Test
    void trailing_bytes_are_described_by_the_reader_and_refused_by_the_judge() {
        byte[] polyglot = ModuleBytes.content()
                .raw(ModuleBytes.resource("tally.wasm"))
                .hex("50 4B 03 04")
                .bytes();

        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(polyglot, FeatureSet.ALL))
                .withMessageStartingWith("malformed section id");
    }

    @Test
    void the_judge_holds_engines_limits_on_locals_and_bodies() {
        assertThatNoException().isThrownBy(() -> Validator.validate(withLocals(50_000), FeatureSet.ALL));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(withLocals(50_001), FeatureSet.ALL))
                .withMessageStartingWith("too many locals");
        assertThatNoException().isThrownBy(() -> Validator.validate(withNops(7_654_321 - 2), FeatureSet.ALL));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(withNops(7_654_321 - 1), FeatureSet.ALL))
                .withMessageStartingWith("a function body has 7654322 bytes");
    }

    private static byte[] withLocals(int count) {
        return body(ModuleBytes.content().hex("01").uint(count).hex("7F 0B"));
    }

    private static byte[] withNops(int count) {
        return body(ModuleBytes.content().hex("00").repeat(count, "01").hex("0B"));
    }

    private static byte[] body(ModuleBytes body) {
        return ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(10, ModuleBytes.content().uint(1).sized(body))
                .bytes();
    }
}
