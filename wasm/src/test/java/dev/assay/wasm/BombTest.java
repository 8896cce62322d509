package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.wasm.feature.FeatureSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small inputs that ask for much. The time limit is generous: it only tells an answer from none. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class BombTest {
    @Test
    void a_million_nested_blocks_are_counted() throws WasmException {
        byte[] bomb =
                body(ModuleBytes.content().hex("00").repeat(1_000_000, "02 40").repeat(1_000_001, "0B"));

        Summary summary = WasmModule.read(bomb);

        assertThat(summary.functions().getFirst().nesting()).isEqualTo(1_000_000);
        assertThat(summary.functions().getFirst().operators(OperatorClass.CONTROL))
                .isEqualTo(2_000_001);
        Validator.validate(bomb, FeatureSet.ALL);
    }

    @Test
    void twenty_thousand_functions_of_fifty_thousand_locals_each_are_described() throws WasmException {
        byte[] bomb = ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, ModuleBytes.content().uint(20_000).repeat(20_000, "00"))
                .section(10, ModuleBytes.content().uint(20_000).repeat(20_000, "06 01 D0 86 03 7E 0B"))
                .bytes();
        assertThat(bomb).hasSizeLessThan(170_000);

        assertThat(WasmModule.read(bomb).functions())
                .hasSize(20_000)
                .allSatisfy(function -> assertThat(function.locals()).isEqualTo(50_000));
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> WasmModule.read(bomb, ReadLimits.READING.withLocals(49_999)))
                .withMessageStartingWith("too many locals");
        assertThat(WasmModule.read(bomb, ReadLimits.READING.withLocals(50_000)).functionCount())
                .isEqualTo(20_000);
        Validator.validate(bomb, FeatureSet.ALL);
    }

    @Test
    void a_table_of_ten_million_entries_takes_no_memory() throws WasmException {
        byte[] bomb = ModuleBytes.module().section(4, "01 70 00 80 AD E2 04").bytes();
        assertThat(bomb).hasSize(17);

        assertThat(WasmModule.read(bomb).tables().getFirst().limits().minimum()).isEqualTo(10_000_000);
        Validator.validate(bomb, FeatureSet.ALL);
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> WasmModule.read(bomb, ReadLimits.READING.withElements(9_999_999)))
                .withMessageStartingWith("the table has 10000000 entries, the limit is 9999999");
    }

    @Test
    void a_memory_of_four_gibibytes_takes_no_memory() throws WasmException {
        byte[] bomb = ModuleBytes.module().section(5, "01 00 80 80 04").bytes();
        assertThat(bomb).hasSize(15);

        assertThat(WasmModule.read(bomb).memories().getFirst().initialBytes()).isEqualTo(1L << 32);
        Validator.validate(bomb, FeatureSet.ALL);
    }

    @Test
    void wide_branch_tables_in_every_function_are_read() throws WasmException {
        ModuleBytes content = ModuleBytes.content()
                .hex("00 41 00 0E")
                .uint(65_520)
                .repeat(65_521, "00")
                .hex("0B");
        ModuleBytes code = ModuleBytes.content().uint(100);
        for (int i = 0; i < 100; i++) {
            code.sized(content);
        }
        byte[] bomb = ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, ModuleBytes.content().uint(100).repeat(100, "00"))
                .section(10, code)
                .bytes();

        assertThat(WasmModule.read(bomb).functions())
                .hasSize(100)
                .allSatisfy(f -> assertThat(f.widestBranchTable()).isEqualTo(65_520));
        Validator.validate(bomb, FeatureSet.ALL);
    }

    @Test
    void a_million_types_in_one_recursive_group_are_read_and_one_more_refused() throws WasmException {
        assertThat(WasmModule.read(chain(1_000_000)).types()).isEqualTo(1_000_000);
        Validator.validate(chain(1_000_000), FeatureSet.ALL);
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> WasmModule.read(chain(1_000_001)))
                .withMessageStartingWith("types are 1000001, the limit is 1000000");
    }

    @Test
    void a_million_types_of_a_million_shapes_are_told_apart() throws WasmException {
        String[] codes = {"7F", "7E", "7D", "7C", "7B"};
        ModuleBytes types = ModuleBytes.content().uint(1_000_000);
        for (int i = 0; i < 1_000_000; i++) {
            StringBuilder type = new StringBuilder("6009");
            for (int j = 0, rest = i; j < 9; j++, rest /= codes.length) {
                type.append(codes[rest % codes.length]);
            }
            types.hex(type.append("00").toString());
        }
        byte[] bomb = ModuleBytes.module().section(1, types).bytes();

        Validator.validate(bomb, FeatureSet.ALL);
        assertThat(WasmModule.read(bomb).types()).isEqualTo(1_000_000);
    }

    @Test
    void a_million_functions_are_described() throws WasmException {
        byte[] bomb = ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, ModuleBytes.content().uint(1_000_000).repeat(1_000_000, "00"))
                .section(10, ModuleBytes.content().uint(1_000_000).repeat(1_000_000, "02 00 0B"))
                .bytes();

        Validator.validate(bomb, FeatureSet.ALL);
        assertThat(WasmModule.read(bomb).functions().get(999_999).operators()).isEqualTo(1);
    }

    /** One recursive group in which every type refers to the next and the last to the first. */
    private static byte[] chain(int length) {
        ModuleBytes types = ModuleBytes.content().hex("01 4E").uint(length);
        for (int i = 1; i <= length; i++) {
            // A type index is a signed number: five bytes leave room for the sign.
            types.hex("5F 01 63").padded(i % length).hex("00");
        }
        return ModuleBytes.module().section(1, types).bytes();
    }

    @Test
    void a_length_of_two_gigabytes_is_refused_at_its_place() {
        byte[] bomb = ModuleBytes.module().hex("01 FF FF FF FF 07").bytes();

        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> WasmModule.read(bomb))
                .withMessageStartingWith("length out of bounds")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(9));
    }

    @Test
    void a_million_exports_are_listed() throws WasmException {
        ModuleBytes exports = ModuleBytes.content().uint(1_000_000);
        for (int i = 0; i < 1_000_000; i++) {
            exports.name(Integer.toString(i, 36)).hex("02 00");
        }
        byte[] bomb =
                ModuleBytes.module().section(5, "01 00 01").section(7, exports).bytes();

        assertThat(WasmModule.read(bomb).exports()).hasSize(1_000_000);
    }

    @Test
    void a_chain_of_supertypes_is_accepted_to_its_limit_and_refused_past_it() throws WasmException {
        Validator.validate(descent(64), FeatureSet.ALL);

        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(descent(100_000), FeatureSet.ALL))
                .withMessageStartingWith("sub type: type 64 is 64 deep, the limit is 63");
    }

    /** Types of which each extends the one before. */
    private static byte[] descent(int length) {
        ModuleBytes types = ModuleBytes.content().uint(length).hex("50 00 5F 00");
        for (int i = 1; i < length; i++) {
            types.hex("50 01").uint(i - 1).hex("5F 00");
        }
        return ModuleBytes.module().section(1, types).bytes();
    }

    @Test
    void a_wide_branch_table_over_blocks_of_many_values_is_judged_once_a_label() throws WasmException {
        // A block of a thousand results, and a table that names it 65,520 times: matching each would take 65 million
        // steps a function.
        ModuleBytes thousand =
                ModuleBytes.content().hex("02 60 00 00 60 00").uint(1_000).repeat(1_000, "7F");
        ModuleBytes content = ModuleBytes.content()
                .hex("00 02 01")
                .repeat(1_001, "41 00")
                .hex("0E")
                .uint(65_520)
                .repeat(65_521, "00")
                .hex("0B")
                .repeat(1_000, "1A")
                .hex("0B");
        ModuleBytes code = ModuleBytes.content().uint(100);
        for (int i = 0; i < 100; i++) {
            code.sized(content);
        }
        byte[] bomb = ModuleBytes.module()
                .section(1, thousand)
                .section(3, ModuleBytes.content().uint(100).repeat(100, "00"))
                .section(10, code)
                .bytes();

        Validator.validate(bomb, FeatureSet.ALL);
    }

    @Test
    void calls_of_a_thousand_values_are_judged_in_linear_time_or_refused() throws WasmException {
        Validator.validate(calls(1_000, true, 0), FeatureSet.ALL);

        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(calls(1_000_000, true, 0), FeatureSet.ALL))
                .withMessageStartingWith("the module takes too many steps to judge");
    }

    @Test
    void operands_are_bounded() throws WasmException {
        Validator.validate(calls(1_000, false, 1_000_000), FeatureSet.ALL);

        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Validator.validate(calls(10_000, false, 1_000_000), FeatureSet.ALL))
                .withMessageStartingWith("operands on the stack are more than the limit of 8388608");
    }

    /** Calls that each leave a thousand values, perhaps in place of a thousand others, and as many bytes elsewhere as are asked for. */
    private static byte[] calls(int times, boolean inPlace, int elsewhere) {
        ModuleBytes types = ModuleBytes.content().hex("02 60 00 00 60");
        types.uint(inPlace ? 1_000 : 0).repeat(inPlace ? 1_000 : 0, "7F");
        types.uint(1_000).repeat(1_000, "7F");
        return ModuleBytes.module()
                .section(1, types)
                .section(2, ModuleBytes.content().hex("01").name("m").name("f").hex("00 01"))
                .section(3, "01 00")
                .section(
                        10,
                        ModuleBytes.content()
                                .uint(1)
                                .sized(ModuleBytes.content()
                                        .hex("00 00")
                                        .repeat(times, "10 00")
                                        .hex("00 0B")))
                .custom("elsewhere", ModuleBytes.content().repeat(elsewhere, "00"))
                .bytes();
    }

    @Test
    void a_hundred_thousand_custom_sections_are_kept_and_one_more_refused() throws WasmException {
        byte[] most = ModuleBytes.module().repeat(100_000, "00 01 00").bytes();

        assertThat(WasmModule.read(most).customSections()).hasSize(100_000);
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> WasmModule.read(
                        ModuleBytes.content().raw(most).hex("00 01 00").bytes()))
                .withMessageStartingWith("custom sections are more than the limit of 100000");
    }

    private static byte[] body(ModuleBytes body) {
        return ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(10, ModuleBytes.content().uint(1).sized(body))
                .bytes();
    }
}
