package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Verdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WaiversTest {
    private static final byte[] STRANGE =
            module().custom("payload", new byte[4]).bytes();
    private static final byte[] LARGE_LOCALS = module().function(60_000).bytes();

    @Test
    void aWaiverForTheModuleCoversTheRuleAndLeavesTheFindingInTheReport() {
        Report report = audit(STRANGE, waiver("F08", "digest: " + Digest.of(STRANGE), "2026-12-31"));
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(Audits.of(report, "F08"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.waived()).isTrue());
    }

    @Test
    void aWaiverForThePluginCoversEveryVersionOfIt() {
        assertThat(audit(STRANGE, waiver("F08", "plugin: acme/probe", "2026-12-31"))
                        .verdict())
                .isEqualTo(Verdict.APPROVED);
    }

    @Test
    void aWaiverForAnotherRuleModuleOrPluginCoversNothing() {
        assertThat(audit(STRANGE, waiver("R02", "plugin: acme/probe", "2026-12-31"))
                        .verdict())
                .isEqualTo(Verdict.FLAGGED);
        assertThat(audit(STRANGE, waiver("F08", "plugin: acme/other", "2026-12-31"))
                        .verdict())
                .isEqualTo(Verdict.FLAGGED);
        assertThat(audit(STRANGE, waiver("F08", "digest: " + Digest.of(LARGE_LOCALS), "2026-12-31"))
                        .verdict())
                .isEqualTo(Verdict.FLAGGED);
    }

    @Test
    void aWaivedRejectionStillWantsAPerson() {
        assertThat(audit(LARGE_LOCALS, waiver("R02", "plugin: acme/probe", "2026-12-31"))
                        .verdict())
                .isEqualTo(Verdict.FLAGGED);
    }

    @Test
    void aWaiverCountsOnItsLastDayAndIsAFindingAfterIt() {
        assertThat(audit(STRANGE, waiver("F08", "plugin: acme/probe", "2026-11-22"))
                        .verdict())
                .isEqualTo(Verdict.APPROVED);

        Report expired = audit(STRANGE, waiver("F08", "plugin: acme/probe", "2026-11-21"));
        assertThat(expired.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(Audits.of(expired, "F08"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.waived()).isFalse());
        assertThat(Audits.of(expired, "W01"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.action()).isEqualTo(Action.REVIEW));
    }

    @Test
    void anExpiredWaiverOfWhatIsNoLongerFoundIsOnlyANote() {
        Report report = audit(module().bytes(), waiver("F08", "plugin: acme/probe", "2026-11-21"));
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(Audits.of(report, "W01"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.action()).isEqualTo(Action.NOTE));
    }

    @Test
    void aRenewedWaiverCoversWhatTheExpiredOneDidNot() {
        String both = waiver("F08", "plugin: acme/probe", "2026-11-21")
                + waiver("F08", "plugin: acme/probe", "2027-01-31")
                        .substring("format: assay.waivers/1\nwaivers:\n".length());
        assertThat(audit(STRANGE, both).verdict()).isEqualTo(Verdict.APPROVED);
    }

    @Test
    void everyFaultOfAFileIsToldAtOnce() {
        String yaml = """
                format: assay.waivers/2
                waivers:
                  - {rule: Z99, plugin: acme/probe, expires: 2026-12-31, approver: kim, reason: known}
                  - {rule: F08, expires: someday, approver: kim, reason: known}
                  - {rule: F08, plugin: acme/probe, digest: sha256:12, expires: 2026-12-31, approver: kim}
                """;
        assertThatThrownBy(() -> Waivers.read(yaml.getBytes(StandardCharsets.UTF_8), "waivers.yaml"))
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining("waivers.yaml:1:")
                .hasMessageContaining("use a newer Assay")
                .hasMessageContaining("'Z99'")
                .hasMessageContaining("'someday'")
                .hasMessageContaining("give either 'digest' or 'plugin'")
                .hasMessageContaining("'reason' is missing");
    }

    private static String waiver(String rule, String about, String expires) {
        return """
                format: assay.waivers/1
                waivers:
                  - {rule: %s, %s, expires: %s, approver: kim, reason: looked at it}
                """.formatted(rule, about, expires);
    }

    private static Report audit(byte[] module, String waivers) {
        return Audits.auditor()
                .audit(AuditRequest.ofPlugin("module.wasm", module, Audits.manifest("{}"))
                        .withWaivers(Waivers.read(waivers.getBytes(StandardCharsets.UTF_8), "waivers.yaml")));
    }
}
