package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.audit.rule.HostContract;
import dev.assay.model.Verdict;
import dev.assay.sandbox.Sandbox;
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
}
