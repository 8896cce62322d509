package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a module needs is computed from its bytes. */
class FeaturesTest {
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            41 00 C0 1A 0B                  | sign-extension
            43 00 00 00 00 FC 00 1A 0B      | saturating-float-to-int
            41 00 02 01 0B 1A 0B            | multi-value
            FC 09 00 0B                     | bulk-memory
            D0 70 1A 0B                     | reference-types
            FD 0C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1A 0B | simd
            12 00 0B                        | tail-call
            1F 40 00 0B 0B                  | exceptions
            3F 80 00 1A 0B                  | multi-memory
            FE 03 00 0B                     | threads
            06 40 0B 0B                     | legacy-exceptions
            42 00 42 00 FC 15 1A 1A 0B      | wide-arithmetic
            41 00 FB 1C 1A 0B               | gc
            """)
    void an_operator_needs_its_feature(String body, String feature) throws WasmException {
        assertThat(WasmModule.read(ModuleBytes.withBody(body)).features())
                .contains(feature)
                .doesNotContain("relaxed-simd");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            5  | 01 03 01 02          | threads
            5  | 01 04 01             | memory64
            5  | 01 08 01 00          | custom-page-sizes
            5  | 02 00 01 00 01       | multi-memory
            4  | 02 70 00 01 70 00 01 | reference-types
            1  | 01 5E 7F 00          | gc
            1  | 01 60 00 02 7F 7F    | multi-value
            4  | 01 63 70 00 01       | function-references
            13 | 00                   | exceptions
            12 | 00                   | bulk-memory
            6  | 01 7F 00 41 00 41 00 6A 0B | extended-const
            2  | 01 00 00 03 7F 01    | mutable-global
            """)
    void a_declaration_needs_its_feature(int section, String content, String feature) throws WasmException {
        byte[] module = ModuleBytes.module().section(section, content).bytes();

        assertThat(WasmModule.read(module).features()).contains(feature);
    }

    @Test
    void a_plain_module_needs_nothing() throws WasmException {
        byte[] module = ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(5, "01 01 01 02")
                .section(10, "01 02 00 0B")
                .bytes();

        assertThat(WasmModule.read(module).features()).isEmpty();
    }

    @Test
    void features_have_the_names_of_other_tools_and_know_their_editions() {
        assertThat(Feature.parse("saturating-float-to-int")).hasValue(Feature.SATURATING_FLOAT_TO_INT);
        assertThat(Feature.parse("SIMD")).isEmpty();
        assertThat(FeatureSet.WASM_1.ids()).isEmpty();
        assertThat(FeatureSet.WASM_2.ids()).contains("simd").doesNotContain("tail-call");
        assertThat(FeatureSet.WASM_3.ids()).contains("gc", "relaxed-simd").doesNotContain("threads");
        assertThat(FeatureSet.ALL.covers(FeatureSet.WASM_3)).isTrue();
        assertThat(FeatureSet.WASM_3.covers(FeatureSet.WASM_3.with(Feature.THREADS)))
                .isFalse();
        assertThat(FeatureSet.WASM_3.without(Feature.GC).has(Feature.GC)).isFalse();
    }
}
