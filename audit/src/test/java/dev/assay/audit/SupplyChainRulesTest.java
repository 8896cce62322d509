package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.audit.code.CodeFacts;
import dev.assay.audit.comparison.Comparison;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
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
                .filteredOn(rule -> !rule.startsWith("D"))
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
                .filteredOn(rule -> !rule.startsWith("D"))
                .containsExactly("P02", "P03", "P04", "P05", "P06", "T01", "T04");
        assertThat(audit(PLUGIN.requiringProvenance()).verdict()).isEqualTo(Verdict.FLAGGED);
    }

    private static Report audit(AuditRequest request) {
        return Audits.auditor().audit(request);
    }

    private static Statement about(Digest module, String type) {
        return new Statement(List.of(new Statement.Subject("module", module)), type, Json.object());
    }

    @Test
    void p01NotesAModuleThatDoesNotSayWhatBuiltIt() {
        assertThat(Audits.of(Audits.module(module()), "P01")).hasSize(1);
        assertThat(Audits.of(Audits.module(module().named()), "P01")).isEmpty();
        assertThat(Audits.of(Audits.module(module().custom("producers", producers("language", "Rust", ""))), "P01"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("rustc"));
        assertThat(Audits.of(Audits.module(module().custom("producers", producers("shop", "x", ""))), "P01"))
                .hasSize(1);
    }

    private static byte[] producers(String field, String name, String version) {
        return ModuleBytes.join(
                ModuleBytes.bytes(1),
                ModuleBytes.name(field),
                ModuleBytes.bytes(1),
                ModuleBytes.name(name),
                ModuleBytes.name(version));
    }

    @Test
    void p05FiresOnAnotherDigestOfARebuild() {
        AuditRequest request = AuditRequest.ofModule("m.wasm", MODULE);
        assertThat(Audits.of(audit(request.withRebuild(Digest.of(MODULE))), "P05"))
                .isEmpty();
        assertThat(Audits.of(audit(request.withRebuild(Digest.of(new byte[1]))), "P05"))
                .hasSize(1);
        assertThat(audit(request).notApplicable())
                .extracting(Report.NotApplicable::rule)
                .contains("P05");
    }

    @Test
    void p06FiresOnNewPowersAStartAndMostlyNewCode() {
        byte[] code = ModuleBytes.bytes(0x41, 1, 0x1a, 0x41, 2, 0x1a, 0x0b);
        byte[] other = ModuleBytes.bytes(0x41, 1, 0x41, 2, 0x6a, 0x1a, 0x41, 9, 0x1a, 0x0b);
        byte[] old = module().function(0, code).function(0, code).bytes();
        assertThat(compared(old, module().function(0, code).function(0, code))).isEmpty();
        assertThat(compared(old, module().function(0, code).function(0, code).names("a", "b")))
                .isEmpty();
        assertThat(compared(old, module().function(0, code).function(0, other)))
                .containsExactly("58 % of the code is new, more than half");
        assertThat(compared(old, module().function(0, code).function(0, code).function(0, other)))
                .isEmpty();
        assertThat(compared(
                        old,
                        module().importing("assay:exec@1", "call", "ii", "i")
                                .function(0, code)
                                .function(0, code)))
                .singleElement()
                .asString()
                .contains("assay:exec@1 call");
        assertThat(compared(old, module().function(0, code).function(0, code).start(0)))
                .containsExactly("this version adds a start function");
    }

    private static List<String> compared(byte[] old, ModuleBytes module) {
        AuditRequest request = AuditRequest.ofModule("m.wasm", module.bytes()).withPrevious(old);
        return Audits.of(audit(request), "P06").stream().map(Finding::message).toList();
    }

    @Test
    void aComparisonSaysWhichFunctionCameFromWhich() throws WasmException {
        byte[] code = ModuleBytes.bytes(0x41, 1, 0x1a, 0x41, 2, 0x1a, 0x0b);
        byte[] other = ModuleBytes.bytes(0x41, 1, 0x41, 2, 0x6a, 0x1a, 0x0b);
        byte[] old =
                module().function(0, code).function(0).names("work", "idle").bytes();
        byte[] now = module().function(0, other)
                .function(0, code)
                .function(0, other)
                .names("work", "kept", "new")
                .bytes();
        Summary summary = WasmModule.read(now);
        Comparison comparison = Comparison.of(old, summary, CodeFacts.of(now, summary));
        assertThat(comparison.unchanged()).isEqualTo(1);
        assertThat(comparison.removed()).containsExactly(1);
        assertThat(comparison.functions())
                .containsExactly(
                        new Comparison.Changed(0, Comparison.Changed.NONE),
                        new Comparison.Changed(2, Comparison.Changed.NONE));
    }
}
