package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.bytes;
import static dev.assay.audit.ModuleBytes.join;
import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryRulesTest {
    @TempDir
    private Path folder;

    @Test
    void m01NotesAStackThatGrowsDownToData() {
        assertThat(actions(Clang.kernel(folder, "miner", "-O0"), "M01")).containsExactly(Action.NOTE);
        assertThat(actions(Clang.kernel(folder, "miner", "-O0", "-Wl,--stack-first"), "M01"))
                .isEmpty();
    }

    @Test
    void m02NotesLargeFramesOfAnUnsafeLanguage() {
        byte[] module = Clang.kernel(folder, "tls", "-O0"); // SHA-256 keeps 64 words of a block, and more, in its frame
        assertThat(actions(module, "M02")).containsExactly(Action.NOTE);
        assertThat(actions(Clang.optimised(folder, module, "--strip-producers"), "M02"))
                .isEmpty(); // of no language
        assertThat(actions(Clang.kernel(folder, "miner", "-O0"), "M02")).isEmpty(); // of smaller frames
    }

    @ParameterizedTest
    @ValueSource(strings = {"gets", "strcpy", "sprintf", "system"})
    void m03FiresOnUnsafeFunctions(String name) {
        assertThat(actions(module().function(0).names(name).bytes(), "M03")).containsExactly(Action.REVIEW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fgets", "strncpy", "snprintf", "file_system", "Gets"})
    void m03IsSilentOnTheirNeighbours(String name) {
        assertThat(actions(module().function(0).names(name).bytes(), "M03")).isEmpty();
    }

    @Test
    void m04FiresOnAnExportedMutableGlobal() {
        assertThat(actions(module().global(1).export("g", 3, 0).bytes(), "M04")).containsExactly(Action.REVIEW);
        assertThat(actions(module().global(1).bytes(), "M04")).isEmpty();
    }

    @Test
    void m05FiresOnAGrowableTableAcrossTheBorder() {
        assertThat(actions(module().table(1).export("t", 1, 0).bytes(), "M05")).containsExactly(Action.REVIEW);
        assertThat(actions(module().boundedTable(1, 2).export("t", 1, 0).bytes(), "M05"))
                .containsExactly(Action.REVIEW);
        assertThat(actions(module().boundedTable(1, 1).export("t", 1, 0).bytes(), "M05"))
                .isEmpty();
        assertThat(actions(module().table(1).bytes(), "M05")).isEmpty();
        assertThat(actions(
                        module().table(1)
                                .export("t", 1, 0)
                                .custom("dylink.0", bytes())
                                .bytes(),
                        "M05"))
                .containsExactly(Action.NOTE);
    }

    @ParameterizedTest
    @CsvSource({"65, 33, true", "65, 32, false", "64, 64, false"})
    void m06NotesCallsThatFitHalfOfALargeTable(int entries, int same, boolean fires) {
        ModuleBytes module = module().table(entries)
                .function(0, bytes(0x41, 0, 0x11, 0, 0, 0x0b))
                .typed("i", "", bytes(0x0b));
        int[] element = new int[entries];
        java.util.Arrays.fill(element, same, entries, 1);
        assertThat(actions(module.element(element).bytes(), "M06")).hasSize(fires ? 1 : 0);
    }

    /** A table.set at an index from a local or a constant, and whether anybody calls what stands there. */
    @ParameterizedTest
    @CsvSource({"true, true, 1", "false, true, 0", "true, false, 0"})
    void m07FiresOnComputedWritesToATableThatIsCalled(boolean computed, boolean called, int findings) {
        byte[] write = join(computed ? bytes(0x20, 0) : bytes(0x41, 0), bytes(0xd2, 0, 0x26, 0));
        byte[] call = called ? bytes(0x41, 0, 0x11, 0, 0) : bytes();
        ModuleBytes module =
                module().table(1).function(1, join(write, call, bytes(0x0b))).element(0);
        assertThat(Audits.of(Audits.module(module), "F01")).isEmpty();
        assertThat(actions(module.bytes(), "M07")).hasSize(findings);
    }

    @Test
    void m08NotesAnAllocatorByItsName() {
        assertThat(actions(module().function(0).names("dlmalloc").bytes(), "M08"))
                .containsExactly(Action.NOTE);
        assertThat(actions(module().function(0).names("malloc").bytes(), "M08")).isEmpty();
    }

    @Test
    void m09NotesStoresToLowAddressesOfAnotherOnesMemory() {
        byte[] low = bytes(0x41, 16, 0x41, 1, 0x36, 2, 0, 0x0b);
        byte[] high = bytes(0x41, 0x80, 0x10, 0x41, 1, 0x36, 2, 0, 0x0b);
        assertThat(actions(
                        module().importingMemory("env", "m", 1).function(0, low).bytes(), "M09"))
                .hasSize(1);
        assertThat(actions(
                        module().importingMemory("env", "m", 1)
                                .function(0, high)
                                .bytes(),
                        "M09"))
                .isEmpty();
        assertThat(actions(module().memory(1).function(0, low).bytes(), "M09")).isEmpty();
    }

    private static List<Action> actions(byte[] module, String rule) {
        return Audits.of(Audits.module(module), rule).stream()
                .map(Finding::action)
                .toList();
    }
}
