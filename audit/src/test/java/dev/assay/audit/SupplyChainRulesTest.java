package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupplyChainRulesTest {
    private static final byte[] MODULE = module().bytes();
    private static final AuditRequest PLUGIN = AuditRequest.ofPlugin("module.wasm", MODULE, Audits.manifest("{}"));

    @Test
    void p04IsSilentOnProvenanceAboutTheseBytes() {
        Report report = audit(PLUGIN.withProvenance(List.of(about(Digest.of(MODULE), PredicateType.PROVENANCE))));
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(report.notApplicable())
                .extracting(Report.NotApplicable::rule)
                .containsExactly("P02", "P03", "P05", "P06", "T01", "T04");
    }

    @Test
    void p04RejectsProvenanceAboutOtherBytes() {
        Digest other = Digest.of(new byte[1]);
        Report report = audit(PLUGIN.withProvenance(List.of(about(other, PredicateType.PROVENANCE))));
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(report, "P04"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains(other.toString()));
    }

    @Test
    void p04RejectsAnotherKindOfStatement() {
        Report report = audit(PLUGIN.withProvenance(List.of(about(Digest.of(MODULE), PredicateType.REVIEW))));
        assertThat(Audits.of(report, "P04"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.action()).isEqualTo(Action.REJECT));
    }

    @Test
    void p04AsksForReviewWhereProvenanceIsRequiredAndMissing() {
        assertThat(audit(PLUGIN).verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(audit(PLUGIN).notApplicable())
                .extracting(Report.NotApplicable::rule)
                .containsExactly("P02", "P03", "P04", "P05", "P06", "T01", "T04");
        assertThat(audit(PLUGIN.requiringProvenance()).verdict()).isEqualTo(Verdict.FLAGGED);
    }

    private static Report audit(AuditRequest request) {
        return Audits.auditor().audit(request);
    }

    private static Statement about(Digest module, String type) {
        return new Statement(List.of(new Statement.Subject("module", module)), type, Json.object());
    }
}
