package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.bytes;
import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Verdict;
import dev.assay.sandbox.EngineCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole judgement, with the real engine in its worker as the second opinion. */
class EngineTest {
    private static final EngineCheck ENGINE = new EngineCheck();
    private static final Auditor AUDITOR = new Auditor(Policy.standard(), ENGINE::check, Audits.CLOCK);

    @AfterAll
    static void endWorker() {
        ENGINE.close();
    }

    @Test
    void aModuleThatBothAcceptIsApproved() {
        Report report = audit(module().function(0, bytes(0x41, 0, 0x1a, 0x0b)).memory(1));
        assertThat(report.complete()).isTrue();
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
    }

    @Test
    void aModuleWhoseTypesAreWrongIsRejected() {
        Report report = audit(module().function(0, bytes(0x41, 0, 0x0b)));
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(report, "F01")).hasSize(1);
    }

    @Test
    void aModuleThatTheEngineAloneRefusesGoesToAPerson() {
        Report report = audit(module().function(0).custom("name", bytes(1, 0x7f)));
        assertThat(Audits.of(report, "F02")).hasSize(1);
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(report.complete()).isTrue();
    }

    @Test
    void aProposalThatTheEngineLacksLeavesTheAuditIncomplete() {
        Report report = audit(module().wideMemory(1));
        assertThat(report.features()).containsExactly("memory64");
        assertThat(report.gaps()).singleElement().asString().contains("memory64");
        assertThat(report.exitStatus()).isEqualTo(30);
    }

    @Test
    void anHonestPluginFromClangIsApproved(@TempDir Path folder) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("plugin.c"), """
                #include <stdio.h>
                #include <stdlib.h>
                __attribute__((import_module("assay:exec@1"), import_name("call"))) int call(const char *, int);
                __attribute__((import_module("assay:host@1"), import_name("take"))) void take(char *, int);
                __attribute__((export_name("assay_alloc"))) char *allocate(int size) { return malloc(size); }
                __attribute__((export_name("assay_assess"))) long long assess(const char *request, int length) {
                    int size = call(request, length);
                    char *answer = malloc(size);
                    take(answer, size);
                    printf("took %d bytes\\n", size);
                    return (long long) (unsigned long) answer << 32 | (unsigned) size;
                }
                """);
        Path module = folder.resolve("plugin.wasm");
        Process clang = new ProcessBuilder(
                        "clang",
                        "--target=wasm32-wasi",
                        "-mexec-model=reactor",
                        "-O2",
                        "-o",
                        module.toString(),
                        source.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(clang.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(clang.waitFor()).as(said).isZero();

        byte[] bytes = Files.readAllBytes(module);
        Report honest =
                AUDITOR.audit(AuditRequest.ofPlugin("plugin.wasm", bytes, Audits.manifest("{exec: [sshd-effective]}")));
        assertThat(honest.findings()).extracting(Finding::action).containsOnly(Action.NOTE);
        assertThat(honest.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(honest.complete()).isTrue();
        assertThat(honest.capabilities()).containsExactly("exec");

        Report silent = AUDITOR.audit(AuditRequest.ofPlugin("plugin.wasm", bytes, Audits.manifest("{}")));
        assertThat(silent.verdict()).isEqualTo(Verdict.REJECTED);
    }

    private static Report audit(ModuleBytes module) {
        return AUDITOR.audit(AuditRequest.ofModule("m.wasm", module.bytes()));
    }
}
