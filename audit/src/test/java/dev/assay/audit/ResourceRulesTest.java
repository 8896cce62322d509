package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.bytes;
import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceRulesTest {
    @ParameterizedTest
    @CsvSource({"1000, ", "1001, REVIEW", "50000, REVIEW", "50001, REJECT"})
    void r02FiresByTheNumberOfLocals(long locals, Action expected) {
        Report report = Audits.module(module().function(locals).names("busy"));
        if (expected == null) {
            assertThat(Audits.of(report, "R02")).isEmpty();
        } else {
            assertThat(Audits.of(report, "R02")).singleElement().satisfies(finding -> {
                assertThat(finding.action()).isEqualTo(expected);
                assertThat(finding.function()).isEqualTo("busy");
                assertThat(finding.message()).startsWith(locals + " locals");
                assertThat(finding.offset()).isPositive();
            });
        }
    }

    @Test
    void r02FiresOnTheSumOfAllFunctions() {
        ModuleBytes under = module();
        ModuleBytes over = module();
        for (int i = 0; i < 5_000; i++) {
            under.function(1_000);
            over.function(1_000);
        }
        assertThat(Audits.of(Audits.module(under), "R02")).isEmpty();
        assertThat(Audits.of(Audits.module(over.function(1)), "R02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.action()).isEqualTo(Action.REJECT));
    }

    @Test
    void r02NamesAFunctionWithoutANameByItsIndex() {
        Report report = Audits.module(module().importing("env", "f", "", "").function(2_000));
        assertThat(Audits.of(report, "R02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.function()).isEqualTo("function 1"));
    }

    @ParameterizedTest
    @CsvSource({"4095, ", "4096, REVIEW", "65536, REVIEW"})
    void r05AsksForReviewOfALargeMemoryInAModuleAlone(long pages, Action expected) {
        assertThat(Audits.of(Audits.module(module().memory(pages)), "R05"))
                .extracting(Finding::action)
                .isEqualTo(expected == null ? java.util.List.of() : java.util.List.of(expected));
    }

    @Test
    void r05RejectsAPluginThatBeginsWithMoreThanItsManifestAllows() {
        assertThat(Audits.of(Audits.plugin(module().memory(256), "{}"), "R05")).isEmpty();
        assertThat(Audits.of(Audits.plugin(module().memory(257), "{}"), "R05"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.action()).isEqualTo(Action.REJECT);
                    assertThat(finding.message()).contains("16777216");
                });
    }

    @ParameterizedTest
    @CsvSource({"100000, ", "100001, REVIEW", "10000000, REVIEW", "10000001, REJECT"})
    void r07FiresByTheEntriesOfATable(long entries, Action expected) {
        assertThat(Audits.of(Audits.module(module().table(entries)), "R07"))
                .extracting(Finding::action)
                .isEqualTo(expected == null ? java.util.List.of() : java.util.List.of(expected));
    }

    @ParameterizedTest
    @CsvSource({"1000000, ", "1000001, REVIEW", "7654321, REVIEW", "7654322, REJECT"})
    void r01FiresByTheBytesOfABody(int size, Action expected) {
        byte[] operators = new byte[size - 1]; // the first byte says that there are no locals
        java.util.Arrays.fill(operators, (byte) 1);
        operators[operators.length - 1] = 0x0b;
        assertThat(actions(Audits.module(module().function(0, operators)), "R01"))
                .isEqualTo(list(expected));
    }

    @ParameterizedTest
    @CsvSource({"1000, ", "1001, REVIEW", "10000, REVIEW", "10001, REJECT"})
    void r03FiresByTheDepthOfBlocks(int depth, Action expected) {
        byte[] operators = new byte[3 * depth + 1];
        for (int i = 0; i < depth; i++) {
            operators[2 * i] = 2;
            operators[2 * i + 1] = 0x40;
        }
        java.util.Arrays.fill(operators, 2 * depth, operators.length, (byte) 0x0b);
        assertThat(actions(Audits.module(module().function(0, operators)), "R03"))
                .isEqualTo(list(expected));
    }

    @ParameterizedTest
    @CsvSource({"65520, ", "65521, REJECT"})
    void r04FiresByTheLabelsOfOneTable(int labels, Action expected) {
        assertThat(actions(Audits.module(module().function(0, branchTable(labels))), "R04"))
                .isEqualTo(list(expected));
    }

    @ParameterizedTest
    @CsvSource({"20, ", "21, REVIEW"})
    void r04FiresByTheLabelsOfAllTables(int tables, Action expected) {
        ModuleBytes module = module();
        for (int i = 0; i < tables; i++) {
            module.function(0, branchTable(50_000));
        }
        assertThat(actions(Audits.module(module), "R04")).isEqualTo(list(expected));
    }

    private static byte[] branchTable(int labels) {
        return ModuleBytes.join(bytes(0x41, 0, 0x0e), ModuleBytes.leb(labels), new byte[labels + 1], bytes(0x0b));
    }

    @Test
    void r06NotesAMemoryWithoutAMaximum() {
        assertThat(actions(Audits.module(module().memory(1)), "R06")).containsExactly(Action.NOTE);
        assertThat(actions(Audits.module(module().boundedMemory(1, 1)), "R06")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1000000, false", "1000001, true"})
    void r08RejectsMoreTypesThanEnginesTake(int types, boolean fires) {
        byte[] content = new byte[3 * types];
        for (int i = 0; i < types; i++) {
            content[3 * i] = 0x60;
        }
        byte[] section = ModuleBytes.join(ModuleBytes.leb(types), content);
        Report report = Audits.module(
                ModuleBytes.join(bytes(0, 'a', 's', 'm', 1, 0, 0, 0, 1), ModuleBytes.leb(section.length), section));
        assertThat(actions(report, "R08")).isEqualTo(fires ? List.of(Action.REJECT) : List.of());
    }

    /** A loop that grows the memory, and then what is written here. */
    @ParameterizedTest
    @CsvSource({
        "1a0c00, true", // what came of it is dropped
        "417f460d010c00, false", // equal to -1 leaves
        "41004804400c020b0c00, false", // less than nought leaves
        "21 00 0c00, true", // kept in a local and not looked at
        "417e460d010c00, true", // equal to -2 is another question
    })
    void r09FiresWhereGrowthGoesOn(String rest, boolean fires) {
        byte[] after = java.util.HexFormat.of().parseHex(rest.replace(" ", ""));
        byte[] body = ModuleBytes.join(bytes(0x02, 0x40, 0x03, 0x40, 0x41, 1, 0x40, 0), after, bytes(0x0b, 0x0b, 0x0b));
        Report report = Audits.module(module().memory(1).function(1, body).export("f", 0, 0));
        assertThat(Audits.of(report, "F01")).isEmpty();
        assertThat(actions(report, "R09")).hasSize(fires ? 1 : 0);
    }

    @Test
    void r09IsSilentOnGrowthOutsideOfALoop() {
        byte[] body = bytes(0x41, 1, 0x40, 0, 0x1a, 0x0b);
        assertThat(actions(Audits.module(module().memory(1).function(0, body)), "R09"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0340 2000 4101 6a 2100 0c00 0b 0b, true", // counts for ever
        "0340 2000 0d00 0b 0b, false", // ends at nought
        "0240 0340 2000 0d01 0c00 0b 0b 0b, false", // leaves the block around it
        "0340 2000 0440 0f 0b 0c00 0b 0b, false", // returns
        "0340 2000 0440 00 0b 0c00 0b 0b, false", // traps
        "0340 1000 0c00 0b 0b, false", // calls
        "0340 2000 0e00 00 0b 0b, true", // a table of branches back
    })
    void r10FiresOnLoopsThatNothingLeaves(String body, boolean fires) {
        byte[] code = java.util.HexFormat.of().parseHex(body.replace(" ", ""));
        ModuleBytes module =
                module().importing("env", "f", "", "").function(1, code).export("run", 0, 1);
        assertThat(Audits.of(Audits.module(module), "F01")).isEmpty();
        assertThat(actions(Audits.module(module), "R10")).hasSize(fires ? 1 : 0);
    }

    @Test
    void r10IsSilentOnWhatNobodyCanCall() {
        byte[] counts = bytes(0x03, 0x40, 0x20, 0, 0x41, 1, 0x6a, 0x21, 0, 0x0c, 0, 0x0b, 0x0b);
        assertThat(actions(Audits.module(module().function(1, counts)), "R10")).isEmpty();
    }

    /** rustc writes an empty loop where control cannot come, in functions that stand in tables. */
    @Test
    void r10AsksOfAnEmptyLoopThatItIsCalledByName() {
        byte[] empty = bytes(0x03, 0x40, 0x0c, 0, 0x0b, 0x0b);
        byte[] indirect = bytes(0x41, 0, 0x11, 0, 0, 0x0b);
        ModuleBytes pointed = module().table(1)
                .element(0)
                .function(0, empty)
                .function(0, indirect)
                .export("f", 0, 1);
        assertThat(actions(Audits.module(pointed), "R10")).isEmpty();
        ModuleBytes named =
                module().function(0, empty).function(0, bytes(0x10, 0, 0x0b)).export("f", 0, 1);
        assertThat(actions(Audits.module(named), "R10")).hasSize(1);
    }

    @Test
    void r11NotesRecursionThatAnExportReaches() {
        byte[] self = bytes(0x10, 0, 0x0b);
        assertThat(actions(Audits.module(module().function(0, self).export("f", 0, 0)), "R11"))
                .hasSize(1);
        assertThat(actions(Audits.module(module().function(0, self)), "R11")).isEmpty();
        assertThat(actions(Audits.module(module().function(0).export("f", 0, 0)), "R11"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"67108864, false", "67108865, true", "4294967295, true"})
    void r12FiresOnAConstantFill(long size, boolean fires) {
        byte[] body = ModuleBytes.join(
                bytes(0x41, 0, 0x41, 0, 0x41), ModuleBytes.signed(size << 32 >> 32), bytes(0xfc, 0x0b, 0, 0x0b));
        assertThat(actions(Audits.module(module().memory(1).function(0, body)), "R12"))
                .hasSize(fires ? 1 : 0);
    }

    @Test
    void r12IsSilentOnDataThatOnlyRepeatsInPart() {
        byte[] half = new byte[400_000];
        new java.util.Random(3).nextBytes(half);
        java.util.Arrays.fill(half, 0, 200_000, (byte) 7);
        assertThat(actions(Audits.module(module().memory(10).data(half)), "R12"))
                .isEmpty();
        assertThat(actions(Audits.module(module().memory(10).data(new byte[400_000])), "R12"))
                .hasSize(1);
    }

    private static List<Action> actions(Report report, String rule) {
        return Audits.of(report, rule).stream().map(Finding::action).toList();
    }

    private static List<Action> list(@org.jspecify.annotations.Nullable Action expected) {
        return expected == null ? List.of() : List.of(expected);
    }
}
