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
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static final Advisories ADVISORIES = Advisories.read("""
            {"format": "assay.advisories/1", "entries": [
              {"id": "T-1", "summary": "drops a check", "affected": [{"package": {"ecosystem": "toolchain", "name": "clang"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "13"}, {"fixed": "14.0.6"}]}]}]},
              {"id": "L-1", "summary": "overflows", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
                "affected": [{"package": {"ecosystem": "crates.io", "name": "left-pad"}, "versions": ["1.0.0"]}]},
              {"id": "L-2", "summary": "prints", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}],
                "affected": [{"package": {"ecosystem": "crates.io", "name": "left-pad"},
                  "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"last_affected": "2.1.0"}]}]}]},
              {"id": "L-3", "withdrawn": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "crates.io", "name": "left-pad"},
                "versions": ["1.0.0"]}]}]}
            """.getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource({"14.0.5, true", "13.0, true", "14.0.6, false", "12.9, false", "14.0.5-1~deb12u1, true"})
    void p02FiresOnAToolchainThatAnAdvisoryNames(String version, boolean fires) {
        byte[] module = module().custom("producers", producers("processed-by", "clang", version))
                .bytes();
        AuditRequest request = AuditRequest.ofModule("m.wasm", module).withAdvisories(ADVISORIES);
        assertThat(Audits.of(audit(request), "P02")).hasSize(fires ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"1.0.0, REJECT NOTE", "2.1.0, NOTE", "2.2.0, ''"})
    void p03FiresByTheScoreOfTheAdvisory(String version, String expected) {
        String json = "{\"packages\":[{\"name\":\"left-pad\",\"version\":\"" + version + "\"}]}";
        java.util.zip.Deflater deflater = new java.util.zip.Deflater();
        deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
        deflater.finish();
        byte[] packed = new byte[200];
        byte[] section = new byte[deflater.deflate(packed)];
        deflater.end();
        System.arraycopy(packed, 0, section, 0, section.length);
        byte[] module = module().custom(".dep-v0", section).bytes();
        AuditRequest request = AuditRequest.ofModule("m.wasm", module).withAdvisories(ADVISORIES);
        assertThat(Audits.of(audit(request), "P03").stream()
                        .map(finding -> finding.action().name()))
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource({
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, 9.8",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H, 10.0",
        "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N, 5.5",
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N, 6.1",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N, 0.0",
        "CVSS:3.1/AV:N, -1.0",
    })
    void scoresAreThoseOfTheSpecification(String vector, double score) {
        assertThat(CvssScore.of(vector)).isEqualTo(score);
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
