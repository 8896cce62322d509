package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayerTest {
    @Test
    void a_core_module_an_object_a_component_and_other_bytes_are_told_apart() {
        assertThat(Layer.of(ModuleBytes.resource("tally.wasm"))).isEqualTo(Layer.CORE_MODULE);
        assertThat(Layer.of(ModuleBytes.resource("tally.o.wasm"))).isEqualTo(Layer.OBJECT);
        assertThat(Layer.of(hex("00 61 73 6D 0D 00 01 00"))).isEqualTo(Layer.COMPONENT);
        assertThat(Layer.of(hex("7F 45 4C 46 01 00 00 00"))).isEqualTo(Layer.NOT_WASM);
        assertThat(Layer.of(hex("00 61 73 6D 02 00 00 00"))).isEqualTo(Layer.NOT_WASM);
        assertThat(Layer.of(hex("00 61 73 6D"))).isEqualTo(Layer.NOT_WASM);
        assertThat(Layer.of(new byte[0])).isEqualTo(Layer.NOT_WASM);
    }

    @Test
    void the_name_of_a_section_decides_and_not_its_content() {
        assertThat(Layer.of(ModuleBytes.module()
                        .custom("linkage", ModuleBytes.content().name("linking"))
                        .bytes()))
                .isEqualTo(Layer.CORE_MODULE);
        assertThat(Layer.of(ModuleBytes.module()
                        .custom("reloc.DATA", ModuleBytes.content())
                        .bytes()))
                .isEqualTo(Layer.OBJECT);
    }

    @Test
    void a_broken_module_is_still_a_core_module() {
        assertThat(Layer.of(hex("00 61 73 6D 01 00 00 00 01 7F"))).isEqualTo(Layer.CORE_MODULE);
    }

    private static byte[] hex(String hex) {
        return ModuleBytes.content().hex(hex).bytes();
    }
}
