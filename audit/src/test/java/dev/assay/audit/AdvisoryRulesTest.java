package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.audit.advisory.Advisories;
import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.audit.report.ReportJson;
import dev.assay.audit.report.ReportText;
import dev.assay.model.Json;
import dev.assay.model.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisoryRulesTest {
    private static final SignedAdvisories ADVISORIES = signed("""
            {"id": "T-1", "modified": "2026-01-01T00:00:00Z", "summary": "drops a check", "affected": [
              {"package": {"ecosystem": "toolchain", "name": "clang"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "13"}, {"fixed": "14.0.6"}]}]}]},
            {"id": "T-2", "modified": "2026-01-01T00:00:00Z", "summary": "forgets a bound", "affected": [
              {"package": {"ecosystem": "toolchain", "name": "rustc"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.72.0"}]}]}]},
            {"id": "GO-1", "modified": "2026-01-01T00:00:00Z", "summary": "reads too much", "affected": [
              {"package": {"ecosystem": "Go", "name": "stdlib"},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.20.6"}, {"introduced": "1.21.0-0"}, {"fixed": "1.21.1"}]}]}]},
            {"id": "L-1", "modified": "2026-01-01T00:00:00Z", "summary": "overflows", "severity": [
              {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
              "affected": [{"package": {"ecosystem": "crates.io", "name": "left-pad"}, "versions": ["1.0.0"]}]},
            {"id": "L-2", "modified": "2026-01-01T00:00:00Z", "summary": "prints", "severity": [
              {"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}],
              "affected": [{"package": {"ecosystem": "crates.io", "name": "left-pad"},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"last_affected": "2.1.0"}]}]}]},
            {"id": "L-3", "modified": "2026-01-01T00:00:00Z", "summary": "is not cared for", "affected": [
              {"package": {"ecosystem": "crates.io", "name": "wee_alloc"},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]},
            {"id": "A-1", "modified": "2026-01-01T00:00:00Z", "summary": "trusts its blocks", "affected": [
              {"package": {"ecosystem": "generic", "name": "dlmalloc"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.8.7"}]}]}]}
            """);

    private static SignedAdvisories signed(String entries) {
        byte[] json = ("{\"format\": \"assay.advisories/1\", \"entries\": [" + entries + "]}")
                .getBytes(StandardCharsets.UTF_8);
        return new SignedAdvisories(
                Advisories.read(json), Audits.NOW.minusSeconds(60), Audits.NOW.plusSeconds(1), "kim");
    }

    private static Report audit(ModuleBytes module, String... sboms) {
        return Audits.auditor().audit(request(module, sboms));
    }

    private static AuditRequest request(ModuleBytes module, String... sboms) {
        return AuditRequest.ofModule("m.wasm", module.bytes())
                .withAdvisories(ADVISORIES)
                .withSboms(java.util.Arrays.stream(sboms)
                        .map(sbom -> Json.read(sbom.getBytes(StandardCharsets.UTF_8), 8 << 20))
                        .toList());
    }

    private static ModuleBytes processedBy(String field, String name, String version) {
        return module().custom(
                        "producers",
                        ModuleBytes.join(
                                ModuleBytes.bytes(1),
                                ModuleBytes.name(field),
                                ModuleBytes.bytes(1),
                                ModuleBytes.name(name),
                                ModuleBytes.name(version)));
    }

    private static ModuleBytes depending(String json) {
        Deflater deflater = new Deflater();
        deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
        deflater.finish();
        byte[] packed = new byte[json.length() + 100];
        byte[] section = java.util.Arrays.copyOf(packed, deflater.deflate(packed));
        System.arraycopy(packed, 0, section, 0, section.length);
        deflater.end();
        return module().custom(".dep-v0", section);
    }

    private static String sbom(String name, String version, String purl) {
        return "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [{\"name\": \"" + name
                + "\", \"version\": \"" + version + "\", \"purl\": \"" + purl + "\"}]}";
    }

    private static List<String> told(Report report, String rule) {
        return Audits.of(report, rule).stream()
                .map(finding -> finding.action() + " " + finding.message())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "processed-by, clang, 14.0.5, T-1",
        "processed-by, clang, 13.0, T-1",
        "processed-by, clang, 14.0.6, ''",
        "processed-by, clang, 12.9, ''",
        "processed-by, clang, 14.0.5-1~deb12u1, T-1",
        "processed-by, Ubuntu clang, 14.0.0-1ubuntu1.1, T-1",
        "processed-by, Apple clang, 14.0.0 (clang-1400.0.29.202), ''",
        "language, clang, 14.0.5, ''",
        "sdk, clang, 14.0.5, T-1",
        "processed-by, rustc, 1.71.1 (eb26296b5 2023-08-03), T-2",
        "processed-by, rustc, 1.72.0-nightly (8ca44ef9c 2023-07-10), T-2",
        "processed-by, rustc, 1.72.0 (5680fa18f 2023-08-23), ''",
        "processed-by, rustc, unknown, T-2",
        "processed-by, Go cmd/compile, go1.21.0, GO-1",
        "processed-by, Go cmd/compile, go1.20.6, ''",
        "processed-by, Go cmd/compile, go1.21rc2, GO-1",
    })
    void p02FiresOnAToolchainThatAnAdvisoryNames(String field, String name, String version, String expected) {
        List<String> told = told(audit(processedBy(field, name, version)), "P02");
        if (expected.isEmpty()) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told)
                    .singleElement()
                    .asString()
                    .startsWith("REVIEW '" + name + " " + version + "': " + expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rust, rustc 1.71.1 (eb26296b5), T-2",
        "rust, rustc 1.84.0 (9fc6b4312), ''",
        "go, go version go1.21.0 linux/amd64, GO-1"
    })
    void p02KnowsTheToolchainOfTheSbomWhereTheModuleDoesNotSay(String name, String version, String expected) {
        String sbom = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"formulation\": [{\"components\": ["
                + "{\"name\": \"" + name + "\", \"version\": \"" + version + "\"}]}]}";
        List<String> told = told(audit(module(), sbom), "P02");
        if (expected.isEmpty()) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told).singleElement().asString().contains("by its SBOM: " + expected);
        }
        if (expected.equals("T-2")) {
            // What the module says itself is not told a second time.
            assertThat(told(audit(processedBy("processed-by", "rustc", version), sbom), "P02"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "left-pad, 1.0.0, crates.io, REJECT NOTE",
        "Left_Pad, 1.0.0, crates.io, REJECT NOTE",
        "left-pad, 2.1.0, crates.io, NOTE",
        "left-pad, 2.2.0, crates.io, ''",
        "left-pad, 1.0.0, local, ''",
        "left-pad, 1.0.0, git, REJECT NOTE",
        "left-pad, new, crates.io, REVIEW",
        "wee_alloc, 0.4.5, crates.io, REVIEW",
        "right-pad, 1.0.0, crates.io, ''",
    })
    void p03FiresByTheScoreOfTheAdvisory(String name, String version, String source, String expected) {
        String json = "{\"packages\":[{\"name\":\"" + name + "\",\"version\":\"" + version + "\",\"source\":\"" + source
                + "\"}]}";
        assertThat(Audits.of(audit(depending(json)), "P03").stream()
                        .map(finding -> finding.action().name())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void p03AsksForAPersonWhereTheListCannotBeRead() {
        assertThat(told(audit(depending("{\"packages\": [{\"name\": \"a\"}]}")), "P03"))
                .singleElement()
                .asString()
                .contains("the list of dependencies cannot be read: .dep-v0.packages[0].version: it is missing");
        assertThat(told(audit(module().custom(".dep-v0", new byte[] {1, 2, 3})), "P03"))
                .singleElement()
                .asString()
                .contains("zlib");
        for (int count : new int[] {10_000, 10_001}) {
            String all = IntStream.range(0, count)
                    .mapToObj(_ -> "{\"name\":\"a\",\"version\":\"1.0.0\"}")
                    .collect(Collectors.joining(","));
            assertThat(told(audit(depending("{\"packages\":[" + all + "]}")), "P03"))
                    .hasSize(count - 10_000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pkg:cargo/left-pad@1.0.0, REVIEW NOTE", // what was there need not be in the module
        "pkg:cargo/left-pad@2.2.0, ''",
        "pkg:npm/left-pad@1.0.0, ''",
        "pkg:generic/dlmalloc@2.8.6, REVIEW",
        "pkg:generic/dlmalloc@2.8.7, ''",
        "left-pad, REVIEW",
    })
    void p03LooksAtWhatTheSbomNames(String purl, String expected) {
        assertThat(Audits.of(audit(module(), sbom("x", "0", purl)), "P03").stream()
                        .map(finding -> finding.action().name())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void p03TellsALibraryOnceAndAsStrictlyAsTheModuleSays() {
        ModuleBytes module = depending("{\"packages\":[{\"name\":\"left-pad\",\"version\":\"1.0.0\"}]}");
        Report report = audit(module, sbom("left-pad", "1.0.0", "pkg:cargo/left-pad@1.0.0"));
        assertThat(told(report, "P03"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("REJECT 'left-pad 1.0.0': L-1 overflows (CVSS 9.8)");
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void p03AsksForAPersonWhereTheSbomCannotBeRead() {
        assertThat(told(audit(module(), "{\"bomFormat\": \"SPDX\"}"), "P03"))
                .singleElement()
                .asString()
                .contains("the SBOM cannot be read: SBOM.bomFormat 'SPDX'");
    }

    @Test
    void whatIsOutOfDateMakesTheAuditIncomplete() {
        ModuleBytes module = processedBy("processed-by", "clang", "14.0.5");
        Auditor now = Audits.auditor();
        Auditor later = new Auditor(
                Policy.standard(), Audits.AGREES, java.time.Clock.offset(Audits.CLOCK, Duration.ofSeconds(1)));
        assertThat(now.audit(request(module)).complete()).isTrue();
        Report report = later.audit(request(module));
        assertThat(report.complete()).isFalse();
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(report.exitStatus()).isEqualTo(30);
        assertThat(report.gaps())
                .hasSize(2)
                .allMatch(gap -> gap.contains("was not checked: nobody vouches for the advisories since"));
        assertThat(Audits.of(report, "P02")).isEmpty();
    }

    @Test
    void aReportNamesWhatItWasComparedWith() throws IOException {
        Report with = audit(module());
        Report without = Audits.auditor().audit(AuditRequest.ofModule("m.wasm", module().bytes()));
        String json = ReportJson.render(with);
        assertThat(json).contains(ADVISORIES.advisories().digest().toString(), "\"by\" : \"kim\"");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(Path.of("../docs/audit-report.schema.json")), InputFormat.JSON)
                        .validate(json, InputFormat.JSON))
                .isEmpty();
        assertThat(ReportJson.render(without)).doesNotContain("\"advisories\"");
        assertThat(ReportText.render(new AuditedFile.Judged(with, Duration.ZERO), false))
                .contains("  advisories    " + ADVISORIES.advisories().digest().brief() + ", signed by kim at ");
    }

    @Test
    void textOfAdvisoriesAndModulesComesOutInert() {
        SignedAdvisories hostile = signed("""
                {"id": "X-1", "modified": "2026-01-01T00:00:00Z", "summary": "\\u001b[31m\\u202egnp\\n", "affected": [
                  {"package": {"ecosystem": "toolchain", "name": "cl\\u001bang"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]}
                """);
        AuditRequest request = AuditRequest.ofModule(
                        "m.wasm",
                        processedBy("processed-by", "cl\u001bang", "1\u202e").bytes())
                .withAdvisories(hostile);
        assertThat(told(Audits.auditor().audit(request), "P02"))
                .singleElement()
                .asString()
                .matches("[ -~]+")
                .contains("\\u001b[31m");
    }

    @Test
    void aPolicyCanAskForAdvisories() {
        Policy policy = Policy.read("""
                format: assay.policy/1
                name: informed
                rules:
                  - id: uninformed
                    when: "!advisories.present"
                    verdict: flagged
                    reason: nobody looked for known faults
                """.getBytes(StandardCharsets.UTF_8), "policy.yaml");
        Auditor auditor = new Auditor(policy, Audits.AGREES, Audits.CLOCK);
        AuditRequest plain = AuditRequest.ofModule("m.wasm", module().bytes());
        assertThat(auditor.audit(plain).verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(auditor.audit(request(module())).verdict()).isEqualTo(Verdict.APPROVED);
        PolicyCases cases = PolicyCases.read("""
                format: assay.policy-cases/1
                cases:
                  - {name: informed, advisories: true, expect: approved}
                  - {name: uninformed, expect: flagged}
                """.getBytes(StandardCharsets.UTF_8), "cases.yaml");
        assertThat(cases.tryOut(policy, Path.of(""), _ -> new byte[0], Audits.CLOCK))
                .allMatch(outcome -> outcome.problem().isEmpty());
    }
}
