package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.audit.report.ReportJson;
import dev.assay.model.AuditPredicate;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Verdict;
import dev.assay.sandbox.Opinion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AuditorTest {
    private static final ModuleBytes PLUGIN =
            module().importing("assay:exec@1", "call", "ii", "i").memory(1);
    private static final String EXEC = "{exec: [sshd-effective]}";

    @Test
    void theSameModuleGivesTheSameReport() {
        byte[] messy = module().importing("env", "eval", "i", "i")
                .function(2_000)
                .function(60_000)
                .memory(5_000)
                .data("/home/alice/a.rs /Users/bob/b.rs")
                .custom("a", new byte[3])
                .custom("b", new byte[3])
                .bytes();
        Report first = Audits.module(messy);
        assertThat(first).isEqualTo(Audits.module(messy.clone()));
        assertThat(ReportJson.render(first)).isEqualTo(ReportJson.render(Audits.module(messy)));
        assertThat(first.findings())
                .extracting(finding -> finding.rule().id())
                .containsExactly("C05", "R02", "R02", "F08", "F08", "R05", "P01", "R06", "S02", "S02");
    }

    @Test
    void aSecondOpinionThatCannotBeHadMakesTheAuditIncomplete() {
        Report report = incomplete();
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(report.complete()).isFalse();
        assertThat(report.exitStatus()).isEqualTo(30);
        assertThat(report.gaps()).singleElement().asString().contains("F02").contains("the engine has no GC");
    }

    @Test
    void whatTheEngineDoesNotKnowItCannotJudge() {
        byte[] i31 = ModuleBytes.bytes(0x41, 0, 0xfb, 0x1c, 0x1a, 0x0b);
        Report report = disputed(module().function(0, i31));
        assertThat(report.features()).contains("gc");
        assertThat(report.complete()).isFalse();
        assertThat(report.gaps())
                .singleElement()
                .asString()
                .contains("does not know")
                .contains("gc");
        assertThat(Audits.of(report, "F02")).isEmpty();

        assertThat(disputed(module().function(0)).complete()).isTrue();
    }

    @Test
    void aRejectedModuleIsNotGivenToTheEngine() {
        Auditor auditor = new Auditor(
                Policy.standard(),
                module -> {
                    throw new AssertionError("it was asked");
                },
                Audits.CLOCK);
        Report report = auditor.audit(
                AuditRequest.ofModule("m.wasm", module().function(60_000).bytes()));
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.complete()).isTrue();
        assertThat(report.notApplicable())
                .extracting(Report.NotApplicable::rule)
                .contains("F02");
    }

    @Test
    void aModuleThatIsNotToBeGivenToTheEngineIsNot() {
        Auditor auditor = new Auditor(
                Policy.standard(),
                module -> {
                    throw new AssertionError("it was asked");
                },
                Audits.CLOCK);
        Report report =
                auditor.audit(AuditRequest.ofModule("m.wasm", module().bytes()).withoutEngine());
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(report.notApplicable())
                .contains(new Report.NotApplicable("F02", "the module was not to be given to the engine"));

        assertThat(Audits.module(module()).notApplicable())
                .extracting(Report.NotApplicable::rule)
                .doesNotContain("F02");
    }

    @Test
    void aLargeModuleIsJudgedByTwoThreadsLikeASmallOneByOne() {
        String path = "/home/alice/a.rs\0";
        ModuleBytes small = module().memory(100).data(path).function(0, ModuleBytes.bytes(0x41, 0, 0x0b));
        ModuleBytes large =
                module().memory(100).data(path + noise(2 << 20)).function(0, ModuleBytes.bytes(0x41, 0, 0x0b));
        assertThat(Audits.module(large).findings())
                .extracting(finding -> finding.rule().id())
                .containsExactlyElementsOf(Audits.module(small).findings().stream()
                        .map(finding -> finding.rule().id())
                        .toList())
                .contains("F01", "S02");
        assertThat(Audits.module(large).digest()).isEqualTo(Digest.of(large.bytes()));
    }

    @Test
    void anInterruptedCheckIsAGapAndStaysInterrupted() {
        Report report = new Auditor(
                        Policy.standard(),
                        module -> {
                            throw new InterruptedException();
                        },
                        Audits.CLOCK)
                .audit(AuditRequest.ofModule("m.wasm", module().bytes()));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.complete()).isFalse();
    }

    @Test
    void theProfilePluginWithoutAManifestIsIncomplete() {
        Report report = Audits.auditor()
                .audit(AuditRequest.ofModule("m.wasm", module().bytes()).withProfile(Profile.PLUGIN));
        assertThat(report.complete()).isFalse();
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
    }

    @Test
    void aStatementBindsWhatWasFoundAndByWhatItWasJudged() {
        Report report = Audits.plugin(PLUGIN, EXEC);
        AuditPredicate predicate = report.predicate(Audits.CLOCK, Duration.ofDays(30));
        assertThat(predicate.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(predicate.complete()).isTrue();
        assertThat(predicate.capabilities()).containsExactly("exec");
        assertThat(predicate.contract()).isEqualTo(Contract.ASSESSMENT_1);
        assertThat(predicate.policy()).isEqualTo(Policy.standard().digest());
        assertThat(predicate.rules()).isEqualTo(RuleCatalogue.VERSION);
        assertThat(predicate.auditor()).isEqualTo(Auditor.IDENTITY);
        assertThat(predicate.report())
                .isEqualTo(Digest.of(ReportJson.render(report).getBytes(StandardCharsets.UTF_8)));
        assertThat(predicate.audited()).isEqualTo(Audits.NOW);
        assertThat(predicate.expires()).isEqualTo(Audits.NOW.plus(Duration.ofDays(30)));
    }

    @Test
    void aRejectionIsAStatementToo() {
        Report report = Audits.plugin(PLUGIN, "{}");
        assertThat(report.predicate(Audits.CLOCK, Duration.ofDays(1)).verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void anIncompleteAuditHasNoStatement() {
        Report report = incomplete();
        assertThatThrownBy(() -> report.predicate(Audits.CLOCK, Duration.ofDays(1)))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("the engine has no GC");
    }

    @Test
    void theVersionOfTheAuditorIsThatOfTheBuild() {
        assertThat(Auditor.IDENTITY).matches("assay/[0-9]+\\.[0-9]+\\.[0-9]+.*");
    }

    @Test
    void featuresAreThoseThatTheBytesNeed() {
        byte[] extend = ModuleBytes.bytes(0x41, 0, 0xc0, 0x1a, 0x0b);
        assertThat(Audits.module(module().function(0, extend)).features()).containsExactly("sign-extension");
    }

    /** Text that does not compress well, which would be a finding of its own. */
    private static String noise(int length) {
        return new Random(0)
                .ints(length, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Report disputed(ModuleBytes module) {
        return new Auditor(Policy.standard(), bytes -> new Opinion.Disagrees("unknown opcode"), Audits.CLOCK)
                .audit(AuditRequest.ofModule("m.wasm", module.bytes()));
    }

    private static Report incomplete() {
        return new Auditor(Policy.standard(), module -> new Opinion.Undecided("the engine has no GC"), Audits.CLOCK)
                .audit(AuditRequest.ofModule("m.wasm", module().bytes()));
    }
}
