package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.bytes;
import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeterminismRulesTest {
    /** The root of minus one is no number. */
    private static final byte[] ROOT = bytes(0x43, 0, 0, 0x80, 0xbf, 0x91, 0x1a, 0x0b);

    @Test
    void t01FiresOnFloatsThatNobodyLooksAt() {
        ModuleBytes floats = module().function(0, ROOT);
        assertThat(deterministic(floats, "T01")).containsExactly(Action.REVIEW);
        byte[] checked = bytes(0x20, 0, 0x91, 0x21, 0, 0x20, 0, 0x20, 0, 0x5b, 0x1a, 0x0b);
        byte[] body = ModuleBytes.join(bytes(1, 1, 0x7d), checked);
        assertThat(deterministic(module().raw(body), "T01")).isEmpty();
        assertThat(deterministic(module().function(0, bytes(0x43, 0, 0, 0x80, 0xbf, 0x8c, 0x1a, 0x0b)), "T01"))
                .isEmpty(); // negation changes a sign and nothing else
    }

    @Test
    void t01AndT04AreNotAskedOfWhatNeedNotBeTheSameEverywhere() {
        Report report = Audits.module(module().function(0, ROOT).sharedMemory(1, 1));
        assertThat(report.notApplicable())
                .extracting(Report.NotApplicable::rule)
                .contains("T01", "T04");
    }

    @Test
    void t02FiresOnAClockBesideSharedMemory() {
        ModuleBytes clock = module().importing("wasi_snapshot_preview1", "clock_time_get", "iIi", "i");
        assertThat(actions(Audits.module(clock.sharedMemory(1, 1)), "T02")).containsExactly(Action.REVIEW);
        ModuleBytes alone = module().importing("wasi_snapshot_preview1", "clock_time_get", "iIi", "i")
                .memory(1);
        assertThat(actions(Audits.module(alone), "T02")).isEmpty();
        assertThat(actions(Audits.module(module().sharedMemory(1, 1)), "T02")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "env, emscripten_get_now, REVIEW",
        "wbg, __wbg_now_0123456789abcdef, REVIEW",
        "env, getentropy, REVIEW",
        "wasi_snapshot_preview1, random_get, NOTE",
        "wasi_snapshot_preview1, clock_time_get, NOTE",
        "assay:random@1, call, ",
        "env, get_nowhere, ",
    })
    void t03FiresOnWhatIsDrawnBesideTheContract(String module, String name, Action expected) {
        assertThat(actions(Audits.module(module().importing(module, name, "ii", "i")), "T03"))
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void t04RejectsThreadsWhereRunsMustBeTheSame() {
        assertThat(deterministic(module().sharedMemory(1, 1), "T04")).containsExactly(Action.REJECT);
        assertThat(deterministic(module().memory(1), "T04")).isEmpty();
    }

    private static List<Action> deterministic(ModuleBytes module, String rule) {
        return actions(
                Audits.auditor()
                        .audit(AuditRequest.ofModule("m.wasm", module.bytes()).deterministic()),
                rule);
    }

    private static List<Action> actions(Report report, String rule) {
        assertThat(Audits.of(report, "F01")).isEmpty();
        return Audits.of(report, rule).stream().map(Finding::action).toList();
    }
}
