package dev.assay.wasm.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.wasm.Layer;
import dev.assay.wasm.ModuleBytes;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.component.Component.Extern;
import dev.assay.wasm.component.Component.Kind;
import dev.assay.wasm.component.Component.Place;
import dev.assay.wasm.feature.FeatureSet;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A component is walked to its innermost modules. */
class ComponentTest {
    private static final String PREAMBLE = "00 61 73 6D 0D 00 01 00";

    private final byte[] nested = ModuleBytes.resource("nested.component.wasm");

    @Test
    void imports_and_exports_are_listed_with_their_names() throws WasmException {
        Component component = Component.read(nested);

        assertThat(component.imports())
                .extracting(Extern::name, Extern::kind)
                .containsExactly(
                        tuple("wasi:cli/environment@0.2.3", "instance"),
                        tuple("run-it", "func"),
                        tuple("thing", "type"),
                        tuple("m", "module"));
        assertThat(component.exports())
                .extracting(Extern::name, Extern::kind)
                .containsExactly(tuple("inner", "component"), tuple("f2", "func"), tuple("mod-a", "module"));
        assertThat(component.components().getFirst().exports())
                .extracting(Extern::name)
                .containsExactly("g");
    }

    @Test
    void modules_are_handed_out_at_every_depth_and_can_be_judged() throws WasmException {
        Component component = Component.read(nested);

        assertThat(component.modules()).containsExactly(new Place(118, 56));
        assertThat(component.allModules()).containsExactly(new Place(118, 56), new Place(193, 45), new Place(256, 19));
        for (Place module : component.allModules()) {
            assertThat(Layer.of(module.of(nested))).isEqualTo(Layer.CORE_MODULE);
            Validator.validate(module.of(nested), FeatureSet.WASM_3);
        }
        Component inner = component.components().getFirst();
        assertThat(inner.components().getFirst().place()).isEqualTo(new Place(246, 66));
        assertThat(inner.sections().stream().filter(s -> s.kind() == Kind.CUSTOM))
                .extracting(Component.Part::name)
                .containsExactly("component-name");
    }

    @Test
    void any_cut_is_answered() {
        int read = 0;
        for (int length = 0; length < nested.length; length++) {
            read += isRead(Arrays.copyOf(nested, length)) ? 1 : 0;
        }
        assertThat(read).as("only a cut between two sections can be read").isBetween(1, 20);
    }

    @Test
    void any_mutation_is_answered() {
        Random random = new Random(4);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] mutant = nested.clone();
            for (int edits = 0; edits < 3; edits++) {
                mutant[8 + random.nextInt(mutant.length - 8)] = (byte) random.nextInt(256);
            }
            read += isRead(mutant) ? 1 : 0;
        }
        assertThat(read).isBetween(1, 19_999);
    }

    private static boolean isRead(byte[] bytes) {
        try {
            Component.read(bytes).allModules().forEach(module -> module.of(bytes));
            return true;
        } catch (WasmException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
            return false;
        }
    }

    @Test
    void a_core_module_is_no_component() {
        assertRefused(ModuleBytes.module(), "this is no component");
    }

    @Test
    void components_nest_to_a_limit_and_no_further() throws WasmException {
        byte[] deepest = nest(Component.DEEPEST);
        Component component = Component.read(deepest);
        for (int depth = 1; depth < Component.DEEPEST; depth++) {
            component = component.components().getFirst();
        }
        assertThat(component.components()).isEmpty();

        assertRefused(
                ModuleBytes.content().raw(nest(Component.DEEPEST + 1)), "components nest deeper than the limit of 32");
    }

    private static byte[] nest(int depth) {
        ModuleBytes inner = ModuleBytes.content().hex(PREAMBLE);
        for (int i = 1; i < depth; i++) {
            inner = ModuleBytes.content().hex(PREAMBLE).section(4, inner);
        }
        return inner.bytes();
    }

    @Test
    void nested_modules_are_bounded() throws WasmException {
        assertThat(Component.read(modules(Component.MOST_NESTED)).modules()).hasSize(1_000);
        assertRefused(
                ModuleBytes.content().raw(modules(Component.MOST_NESTED + 1)),
                "core modules are more than the limit of 1000");
    }

    private static byte[] modules(int count) {
        return ModuleBytes.content()
                .hex(PREAMBLE)
                .repeat(count, "01 08 00 61 73 6D 01 00 00 00")
                .bytes();
    }

    @Test
    void what_is_malformed_is_named() {
        assertRefused(component("0D 00"), "malformed section id 13");
        assertRefused(component("01 01 00"), "magic header not detected");
        assertRefused(component("04 08 00 61 73 6D 01 00 00 00"), "this is no component");
        assertRefused(component("0A 05 01 03 01 61 01"), "malformed name");
        assertRefused(component("0A 05 01 00 01 61 06"), "malformed type of an import or export");
        assertRefused(component("0A 07 01 00 01 61 01 00 00"), "section size mismatch");
        assertRefused(component("0B 07 01 00 01 61 06 00 00"), "malformed sort");
        assertRefused(component("0B 07 01 00 01 61 01 00 02"), "malformed export");
        assertRefused(component("0A 07 01 00 01 61 02 02 00"), "malformed bound of a value");
    }

    private static ModuleBytes component(String sections) {
        return ModuleBytes.content().hex(PREAMBLE).hex(sections);
    }

    private static void assertRefused(ModuleBytes bytes, String reason) {
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Component.read(bytes.bytes()))
                .satisfies(e -> assertThat(e.reason()).startsWith(reason));
    }
}
