package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.bytes;
import static dev.assay.audit.ModuleBytes.module;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.audit.advisory.Advisories;
import dev.assay.audit.advisory.BillOfMaterials;
import dev.assay.audit.report.ReportJson;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a fuzzer is let loose on ({@code bench/fuzz}); every build replays what it starts from. */
class AuditFuzzTest {
    private static final ManifestFile MANIFEST = Audits.manifest("{exec: [sshd-effective]}");

    @MethodSource("modules")
    @FuzzTest // the last annotation, as Jazzer wants it
    void any_bytes_get_a_report_and_the_same_again(byte[] bytes) {
        for (AuditRequest request : List.of(
                AuditRequest.ofModule("module.wasm", bytes), AuditRequest.ofPlugin("module.wasm", bytes, MANIFEST))) {
            Report report = Audits.auditor().audit(request);
            String json = ReportJson.render(report);
            assertThat(ReportJson.render(Audits.auditor().audit(request))).isEqualTo(json);
            assertThat(json.chars()).noneMatch(each -> each < ' ' && each != '\n');
            Json.read(json.getBytes(UTF_8), 64 << 20);
        }
    }

    @MethodSource("advisories")
    @FuzzTest // the last annotation, as Jazzer wants it
    void advisories_are_read_or_refused(byte[] bytes) {
        try {
            Advisories read = Advisories.read(bytes);
            byte[] written = Advisories.write(read.entries());
            assertThat(Advisories.read(written).entries()).containsExactlyInAnyOrderElementsOf(read.entries());
        } catch (AuditException | ModelException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @MethodSource("sboms")
    @FuzzTest // the last annotation, as Jazzer wants it
    void an_sbom_is_read_or_refused(byte[] bytes) {
        try {
            BillOfMaterials.read(Json.read(bytes, BillOfMaterials.MOST_BYTES));
        } catch (ModelException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @MethodSource("policies")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_policy_is_read_or_refused(byte[] bytes) {
        try {
            Policy.read(bytes, "policy.yaml");
        } catch (AuditException | ModelException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            Waivers.read(bytes, "waivers.yaml");
        } catch (AuditException | ModelException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    static Stream<Arguments> modules() {
        ModuleBytes much = module().importing("env", "emscripten_run_script", "i", "")
                .importing("wasi_snapshot_preview1", "path_open", "iiiiiIIii", "i")
                .memory(2)
                .table(3)
                .named()
                .function(0, bytes(0x03, 0x40, 0x41, 0x01, 0x40, 0x00, 0x1a, 0x0c, 0x00, 0x0b, 0x0b));
        return Stream.of(module().bytes(), much.bytes(), bytes(0, 'a', 's', 'm', 0x0d, 0, 1, 0))
                .map(seed -> Arguments.of((Object) seed));
    }

    static Stream<Arguments> advisories() {
        return Stream.of("""
                {"format": "assay.advisories/1", "entries": [{"id": "RUSTSEC-2023-0001", "modified": "2023-01-04T12:00:00Z", "summary": "s",
                  "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
                  "affected": [{"package": {"ecosystem": "crates.io", "name": "tokio"},
                    "ranges": [{"type": "SEMVER", "events": [{"introduced": "1.7.0"}, {"fixed": "1.18.4"}]}]}]}]}
                """).map(seed -> Arguments.of((Object) seed.getBytes(UTF_8)));
    }

    static Stream<Arguments> sboms() {
        return Stream.of("""
                {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "serde",
                  "version": "1.0.200", "purl": "pkg:cargo/serde@1.0.200"}],
                 "formulation": [{"components": [{"type": "application", "name": "rust", "version": "rustc 1.84.0"}]}]}
                """).map(seed -> Arguments.of((Object) seed.getBytes(UTF_8)));
    }

    static Stream<Arguments> policies() {
        return Stream.of(Shipped.text("default-policy.yaml"), """
                        format: assay.waivers/1
                        waivers:
                          - {rule: M01, plugin: acme/probe, expires: 2027-01-01, approver: me, reason: known}
                        """)
                .map(seed -> Arguments.of((Object) seed.getBytes(UTF_8)));
    }
}
