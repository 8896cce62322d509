package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A summary says what is in a module, and where. */
class SummaryTest {
    private final byte[] bytes = ModuleBytes.resource("tally.wasm");

    @Test
    void a_compiled_module_is_described_from_imports_to_data() throws WasmException {
        Summary tally = WasmModule.read(bytes);

        assertThat(tally.layer()).isEqualTo(Layer.CORE_MODULE);
        assertThat(tally.size()).isEqualTo(bytes.length);
        assertThat(tally.imports())
                .containsExactly(new Import(
                        "assay:log@1", "call", new ExternType.Func(List.of("i32", "i32"), List.of("i32")), 25));
        assertThat(tally.exports()).extracting(Export::name).containsExactly("memory", "tally", "mix");
        assertThat(tally.export("mix").orElseThrow().type()).hasToString("(func (param i32) (result i32))");
        assertThat(tally.export("mixed")).isEmpty();
        assertThat(tally.memories()).extracting(ExternType.Memory::initialBytes).containsExactly(131_072L);
        assertThat(tally.functionCount()).isEqualTo(3);
        assertThat(tally.start()).isEmpty();
        assertThat(tally.trailing()).isEmpty();
        assertThat(tally.features()).isEmpty();
        assertThat(tally.producers()).containsExactly(new Producer("processed-by", "Debian clang", "14.0.6"));
        DataSegment greeting = tally.dataSegments().getFirst();
        assertThat(new String(bytes, greeting.offset(), greeting.length(), StandardCharsets.UTF_8))
                .isEqualTo("counted");
    }

    @Test
    void the_operators_of_each_function_are_counted_by_class() throws WasmException {
        Function mix = WasmModule.read(bytes).functions().get(1);

        assertThat(mix.index()).isEqualTo(2);
        assertThat(mix.size()).isEqualTo(74);
        assertThat(mix.nesting()).isEqualTo(1);
        assertThat(mix.operators(OperatorClass.XOR)).isEqualTo(4);
        assertThat(mix.operators(OperatorClass.SHIFT)).isEqualTo(8);
        assertThat(mix.operators(OperatorClass.BITWISE)).isEqualTo(2);
        assertThat(mix.operators(OperatorClass.CALL)).isZero();
        int sum = 0;
        for (OperatorClass kind : OperatorClass.values()) {
            sum += mix.operators(kind);
        }
        assertThat(mix.operators()).isEqualTo(44).isEqualTo(sum);
    }

    @Test
    void types_are_given_as_wasm_tools_prints_them() throws WasmException {
        Summary module = WasmModule.read(ModuleBytes.resource("types.wasm"));

        assertThat(IntStream.range(0, module.types()).mapToObj(module::typeText))
                .containsExactly(
                        "(sub (struct (field i8) (field (mut (ref null 0)))))",
                        "(sub final 0 (struct (field i8) (field (mut (ref null 0))) (field f64)))",
                        "(array (mut i8))",
                        "(func)",
                        "(sub (func (param i32 externref) (result (ref 2) v128)))");
        assertThatThrownBy(() -> module.typeText(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void constants_come_with_their_places_and_bits() throws WasmException {
        Summary module = WasmModule.read(ModuleBytes.resource("types.wasm"));
        Operators operators = module.operators(module.functions().getFirst());
        int start = operators.start();
        List<Operators.Constant> constants = new ArrayList<>();
        while (operators.next()) {
            operators.constant().ifPresent(constants::add);
        }

        assertThat(constants)
                .containsExactly(
                        new Operators.Constant(start, "i32", -5, 0),
                        new Operators.Constant(start + 3, "i64", Long.MAX_VALUE, 0),
                        new Operators.Constant(start + 15, "f32", Float.floatToIntBits(1.5F), 0),
                        new Operators.Constant(start + 21, "f64", Double.doubleToLongBits(-0.25), 0),
                        new Operators.Constant(start + 31, "v128", 1, 2));
    }

    @Test
    void an_object_for_linkers_is_told_from_a_module() throws WasmException {
        byte[] object = ModuleBytes.resource("tally.o.wasm");

        assertThat(WasmModule.read(object).layer()).isEqualTo(Layer.OBJECT);
        assertThat(WasmModule.read(object).customSections())
                .extracting(CustomSection::name)
                .containsExactly("linking", "reloc.CODE", "producers");
    }

    @Test
    void every_custom_section_is_kept_in_order_with_duplicates() throws WasmException {
        Summary summary = WasmModule.read(ModuleBytes.module()
                .custom("a", ModuleBytes.content().hex("01 02"))
                .section(1, "00")
                .custom("b", ModuleBytes.content())
                .custom("a", ModuleBytes.content())
                .bytes());

        assertThat(summary.customSections())
                .containsExactly(
                        new CustomSection("a", 8, 6, 12, 2),
                        new CustomSection("b", 17, 4, 21, 0),
                        new CustomSection("a", 21, 4, 25, 0));
    }

    @Test
    void bytes_that_belong_to_no_section_are_reported_and_the_rest_described() throws WasmException {
        byte[] polyglot = ModuleBytes.content().raw(bytes).hex("50 4B 03 04 00").bytes();

        assertThat(WasmModule.read(polyglot).trailing()).hasValue(bytes.length);
        assertThat(WasmModule.read(polyglot).exports()).hasSize(3);
    }

    @Test
    void names_and_claims_are_read_from_custom_sections() throws WasmException {
        ModuleBytes names = ModuleBytes.content()
                .hex("00")
                .sized(ModuleBytes.content().name("plugin"))
                .hex("01")
                .sized(ModuleBytes.content().uint(1).uint(1).name("tally"));
        ModuleBytes features = ModuleBytes.content().uint(1).hex("2B").name("simd128");
        Summary summary = WasmModule.read(ModuleBytes.content()
                .raw(bytes)
                .custom("name", names)
                .custom("target_features", features)
                .bytes());

        assertThat(summary.moduleName()).hasValue("plugin");
        assertThat(summary.functionName(1)).hasValue("tally");
        assertThat(summary.functionName(2)).isEmpty();
        assertThat(summary.functionName(99)).isEmpty();
        assertThat(summary.targetFeatures()).containsExactly("+simd128");
        assertThat(summary.features()).as("a claim is not a need").isEmpty();
        assertThat(summary.problems()).isEmpty();
    }

    @Test
    void a_broken_custom_section_is_a_problem_and_no_refusal() throws WasmException {
        Summary summary = WasmModule.read(ModuleBytes.content()
                .raw(bytes)
                .custom("name", ModuleBytes.content().hex("01 03 01 63 00"))
                .custom("target_features", ModuleBytes.content().hex("01 3F 00"))
                .bytes());

        assertThat(summary.problems())
                .extracting(CustomSection.Problem::message)
                .containsExactly(
                        "custom section name: unknown function 99: there are 3",
                        "custom section target_features: a feature begins with +, - or =");
    }

    @Test
    void functions_are_named_in_order_and_once() throws WasmException {
        assertThat(withNames("01 07 02 01 01 61 02 01 62").problems()).isEmpty();
        assertThat(withNames("01 07 02 01 01 61 01 01 62").problems())
                .extracting(CustomSection.Problem::message)
                .containsExactly("custom section name: function 1 is named out of order");
    }

    private Summary withNames(String subsection) throws WasmException {
        return WasmModule.read(ModuleBytes.content()
                .raw(bytes)
                .custom("name", ModuleBytes.content().hex(subsection))
                .bytes());
    }

    @Test
    void locals_are_summed_over_their_runs_and_saturate() throws WasmException {
        byte[] most = ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(10, "01 0E 02 FF FF FF FF 07 7F FF FF FF FF 07 7E 0B")
                .bytes();

        assertThat(WasmModule.read(most).functions().getFirst().locals()).isEqualTo(Integer.MAX_VALUE);
        assertThat(WasmModule.read(ModuleBytes.withBody("0B"))
                        .functions()
                        .getFirst()
                        .locals())
                .isEqualTo(1);
    }

    @Test
    void all_functions_are_listed_and_no_more() throws WasmException {
        List<Function> functions = WasmModule.read(bytes).functions();

        assertThat(functions).hasSize(2);
        assertThat(functions).extracting(Function::index).containsExactly(1, 2);
        assertThatThrownBy(() -> functions.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void sections_lie_one_behind_the_other() throws WasmException {
        int at = 8;
        for (Summary.Part part : WasmModule.read(bytes).sections()) {
            assertThat(part.offset()).isEqualTo(at);
            at = part.contentOffset() + part.contentSize();
        }
        assertThat(at).isEqualTo(bytes.length);
    }

    @Test
    void entropy_tells_repetition_from_variety() throws WasmException {
        Summary summary = WasmModule.read(ModuleBytes.resource("flow.wasm"));

        assertThat(summary.entropy(summary.dataSegments().get(0))).isZero();
        assertThat(summary.entropy(summary.dataSegments().get(1))).isEqualTo(3.0);
    }

    @Test
    void operators_are_stepped_through_as_they_were_counted() throws WasmException {
        Summary summary = WasmModule.read(bytes);
        for (Function function : summary.functions()) {
            Operators operators = summary.operators(function);
            int count = 0;
            int calls = 0;
            int at = operators.start();
            while (operators.next()) {
                assertThat(operators.offset()).isEqualTo(at);
                at = operators.end();
                count++;
                calls += operators.kind() == OperatorClass.CALL ? 1 : 0;
            }
            assertThat(at).isEqualTo(function.offset() + function.size());
            assertThat(count).isEqualTo(function.operators());
            assertThat(calls).isEqualTo(function.operators(OperatorClass.CALL));
        }
    }

    @Test
    void where_data_lie_what_globals_begin_with_and_what_tables_hold_is_told() throws WasmException {
        byte[] bytes = ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "02 00 00")
                .section(4, "01 70 00 04")
                .section(5, "01 00 01")
                .section(6, "03 7F 01 41 80 08 0B 7E 00 42 7F 0B D2 70 00 D2 00 0B".replace("D2 70 00", "70 00"))
                .section(9, "02 00 41 00 0B 02 01 00 04 41 00 0B 02 D2 01 0B D0 70 0B")
                .section(10, "02 02 00 0B 02 00 0B")
                .section(11, "02 00 41 80 08 0B 01 AA 01 01 BB")
                .bytes();
        Summary summary = WasmModule.read(bytes);
        assertThat(summary.dataSegments()).extracting(DataSegment::address).containsExactly(1024L, DataSegment.UNKNOWN);
        assertThat(summary.initialValue(0)).hasValue(1024);
        assertThat(summary.initialValue(1)).hasValue(-1);
        assertThat(summary.initialValue(2)).isEmpty();
        assertThat(summary.initialValue(3)).isEmpty();
        assertThat(summary.functions(summary.elementSegments().get(0))).containsExactly(1, 0);
        assertThat(summary.functions(summary.elementSegments().get(1))).containsExactly(1, -1);
    }
}
