package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.audit.rule.HostContract;
import dev.assay.model.Verdict;
import dev.assay.sandbox.Sandbox;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityRulesTest {
    private static final String EXEC = "{exec: [sshd-effective]}";

    @Test
    void aPluginThatImportsWhatItDeclaresIsApproved() {
        Report report = Audits.plugin(
                module().importing("assay:exec@1", "call", "ii", "i")
                        .importing("assay:host@1", "take", "ii", "")
                        .importing("assay:log@1", "call", "ii", "i")
                        .importing("wasi_snapshot_preview1", "fd_write", "iiii", "i")
                        .importing("wasi_snapshot_preview1", "proc_exit", "i", "")
                        .importing("wasi_snapshot_preview1", "sched_yield", "", "i")
                        .importing("wasi_snapshot_preview1", "path_open", "iiiiiIIii", "i"),
                EXEC);
        assertThat(report.findings()).extracting(Finding::action).containsOnly(Action.NOTE);
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(report.capabilities()).containsExactly("exec", "log");
    }

    @Test
    void theAuditorKnowsWhatTheSandboxPerforms() {
        assertThat(HostContract.DECLARED).isEqualTo(Sandbox.CAPABILITIES);
        Report report = Audits.plugin(
                module().importing("assay:http@1", "call", "ii", "i")
                        .importing("assay:dns@1", "call", "ii", "i")
                        .importing("assay:kubernetes@1", "call", "ii", "i"),
                "{http: [{hosts: [a.test], methods: [GET]}], dns: [{names: [a.test]}],"
                        + " kubernetes: [{resources: [pods], namespaces: [a]}]}");
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(report.capabilities()).containsExactly("dns", "http", "kubernetes");
    }

    @ParameterizedTest
    @CsvSource({
        "assay:exec@2, call, ii, i, no such import",
        "assay:shell@1, call, ii, i, no such import",
        "assay:exec@1, run, ii, i, no such import",
        "assay:exec@1, call, iI, i, (param i32 i32)",
        "assay:exec@1, call, ii, '', (result i32)",
        "assay:host@1, take, ii, i, (param i32 i32))",
        "assay:host@1, give, ii, '', no such import",
        "assay:file@1, call, ii, i, does not declare the capability 'file'",
        "wasi_snapshot_preview1, fd_write, iii, i, (param i32 i32 i32 i32)",
        "wasi_snapshot_preview1, proc_exec, i, i, no such import",
        "wasi_unstable, fd_write, iiii, i, no such import",
        "env, emscripten_notify_memory_growth, i, '', no such import",
    })
    void c01FiresByModuleNameAndType(String module, String name, String params, String results, String expected) {
        Report report = Audits.plugin(
                module().importing("assay:exec@1", "call", "ii", "i").importing(module, name, params, results), EXEC);
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(report, "C01")).singleElement().satisfies(finding -> {
            assertThat(finding.message())
                    .contains("'" + module + "' '" + name + "'")
                    .contains(expected);
            assertThat(finding.offset()).isPositive();
        });
    }

    @Test
    void c01FiresOnAGlobalWhereTheContractHasAFunction() {
        Report report = Audits.plugin(module().importingGlobal("assay:log@1", "call"), "{}");
        assertThat(Audits.of(report, "C01")).hasSize(1);
    }

    @Test
    void c01HasNothingToHoldAModuleAloneTo() {
        Report report = Audits.module(module().importing("env", "anything", "", ""));
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(report.notApplicable())
                .extracting(Report.NotApplicable::rule)
                .contains("C01", "C02", "P04");
        assertThat(report.complete()).isTrue();
    }

    @Test
    void c02NotesWhatIsDeclaredAndNotImported() {
        Report unused = Audits.plugin(module(), EXEC);
        assertThat(unused.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(Audits.of(unused, "C02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("'exec'"));
        assertThat(Audits.of(Audits.plugin(module().importing("assay:exec@1", "call", "ii", "i"), EXEC), "C02"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "emscripten_run_script",
                "emscripten_run_script_string",
                "emscripten_asm_const_int",
                "_emscripten_asm_const_async_on_main_thread",
                "dlopen",
                "_dlopen_js",
                "__wbg_eval_0123456789abcdef",
                "eval",
            })
    void c05FiresOnImportsThatEvaluateCode(String name) {
        Report report = Audits.module(module().importing("env", name, "i", "i"));
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(report, "C05")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "emscripten_resize_heap",
                "evaluate",
                "medieval",
                "dlopen_count",
                "__wbg_newnoargs_0123456789abcdef"
            })
    void c05IsSilentOnNamesThatOnlyLookAlike(String name) {
        assertThat(Audits.of(Audits.module(module().importing("env", name, "i", "i")), "C05"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "C03, wasi_snapshot_preview1, path_unlink_file, REVIEW, NOTE",
        "C03, wasi_snapshot_preview1, fd_write, , ",
        "C03, env, __syscall_unlinkat, REVIEW, REVIEW",
        "C03, env, unlinked, , ",
        "C04, wasi_snapshot_preview1, sock_send, REVIEW, NOTE",
        "C04, env, __syscall_connect, REVIEW, REVIEW",
        "C04, wbg, __wbg_fetch_0123456789abcdef, REVIEW, REVIEW",
        "C04, env, connected, , ",
        "C04, assay:http@1, call, REVIEW, NOTE",
        "C06, env, __pthread_create_js, REJECT, REJECT",
        "C06, env, system, REJECT, REJECT",
        "C06, wasi, thread-spawn, REJECT, REJECT",
        "C06, env, system_time, , ",
        "C06, wbg, __wbg_exec_0123456789abcdef, REJECT, REJECT",
        "C06, assay:exec@1, call, REVIEW, NOTE",
        "C07, wasi_snapshot_preview1, environ_get, NOTE, NOTE",
        "C07, env, getenv, REVIEW, REVIEW",
        "C07, env, environment, , ",
    })
    void powersAreTold(String rule, String module, String name, Action alone, Action asPlugin) {
        ModuleBytes bytes = module().importing(module, name, "ii", "i");
        assertThat(actions(Audits.module(bytes), rule)).isEqualTo(list(alone));
        String declared = "{exec: [a], http: [{hosts: [a.test], methods: [GET]}]}";
        assertThat(actions(Audits.plugin(bytes, declared), rule)).isEqualTo(list(asPlugin));
    }

    /** Both are called exec by what binds Rust to JavaScript. */
    @Test
    void c06IsSilentOnAMatchOfAPattern() {
        ModuleBytes matches = module().importing("wbg", "__wbg_exec_0123456789abcdef", "iii", "i");
        assertThat(actions(Audits.module(matches), "C06")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "wasi_snapshot_previw1, fd_write",
        "Wasi_snapshot_preview1, fd_writes",
        "wasi_snapshot_preview2, x",
        "assay:htpp@1, call",
        "env, fd_write",
        "wasi_snapshot_preview1, fd_writ",
    })
    void c08FiresOnNamesThatAreTakenForOthers(String module, String name) {
        assertThat(actions(Audits.module(module().importing(module, name, "i", "i")), "C08"))
                .containsExactly(Action.REVIEW);
    }

    @ParameterizedTest
    @CsvSource({
        "wasi_snapshot_preview1, fd_write",
        "wasi_unstable, fd_write",
        "env, write",
        "assay:tls@1, call",
        "assay:dns@2, call",
        "wasi_snapshot_preview1, sock_open",
        "wasi, random_get",
    })
    void c08IsSilentOnNamesThatSayWhatTheyMean(String module, String name) {
        assertThat(actions(Audits.module(module().importing(module, name, "i", "i")), "C08"))
                .isEmpty();
    }

    @Test
    void c08FiresOnTwoPreviewsAtOnce() {
        ModuleBytes mixed = module().importing("wasi_snapshot_preview1", "fd_write", "iiii", "i")
                .importing("wasi_unstable", "fd_read", "iiii", "i");
        assertThat(actions(Audits.module(mixed), "C08")).hasSize(1);
    }

    @Test
    void c09FiresWhereTheStartMayAskTheHost() {
        assertThat(actions(Audits.module(starting("assay:exec@1", 0)), "C09")).containsExactly(Action.REVIEW);
        assertThat(actions(Audits.plugin(starting("assay:exec@1", 0), EXEC), "C09"))
                .containsExactly(Action.NOTE);
        assertThat(actions(Audits.module(starting("assay:log@1", 0)), "C09")).isEmpty();
        assertThat(actions(Audits.module(starting("assay:exec@1", 1)), "C09")).isEmpty();
    }

    /** The start function calls this import, of two. */
    private static ModuleBytes starting(String module, int called) {
        byte[] body = ModuleBytes.bytes(0x41, 0, 0x41, 0, 0x10, called, 0x1a, 0x0b);
        return module().importing(module, "call", "ii", "i")
                .importing("env", "other", "ii", "i")
                .function(0, body)
                .start(2);
    }

    @Test
    void c10FiresOnAllThree() {
        String[][] three = {{"path_rename", "iiiiii"}, {"fd_write", "iiii"}, {"random_get", "ii"}};
        ModuleBytes all = module();
        for (String[] one : three) {
            all.importing("wasi_snapshot_preview1", one[0], one[1], "i");
        }
        assertThat(actions(Audits.module(all), "C10")).containsExactly(Action.REVIEW);
        assertThat(actions(Audits.plugin(all, "{}"), "C10")).containsExactly(Action.NOTE);
        ModuleBytes two = module().importing("wasi_snapshot_preview1", "path_rename", "iiiiii", "i")
                .importing("wasi_snapshot_preview1", "fd_write", "iiii", "i");
        assertThat(actions(Audits.module(two), "C10")).isEmpty();
    }

    private static List<Action> actions(Report report, String rule) {
        return Audits.of(report, rule).stream().map(Finding::action).toList();
    }

    private static List<Action> list(@org.jspecify.annotations.Nullable Action expected) {
        return expected == null ? List.of() : List.of(expected);
    }
}
