package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.audit.report.ReportJson;
import dev.assay.audit.report.ReportLine;
import dev.assay.audit.report.ReportSarif;
import dev.assay.audit.report.ReportText;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every form of a report: as it must look, as its schema says, and inert whatever things are called. */
class ReportTest {
    private static final Report APPROVED =
            Audits.plugin(module().importing("assay:exec@1", "call", "ii", "i").memory(1), "{exec: [sshd-effective]}");
    private static final Report REJECTED = Audits.plugin(
            module().importing("env", "eval", "i", "i")
                    .function(1_200)
                    .names("", "busy")
                    .memory(1)
                    .data("/home/alice/plugin/main.c"),
            "{exec: [sshd-effective]}");
    private static final Report INCOMPLETE = new Auditor(
                    Policy.standard(),
                    bytes -> new dev.assay.sandbox.Opinion.Undecided("no worker could be started"),
                    Audits.CLOCK)
            .audit(AuditRequest.ofModule("m.wasm", module().bytes()));
    private static final Report UNREADABLE = Audits.module(new byte[] {1, 2, 3});
    private static final AuditedFile UNREAD =
            new AuditedFile.Unread("gone.wasm", "cannot audit 'gone.wasm': no such file");

    /** Names that move the cursor, turn the direction, open a tag, a link or a placeholder. */
    private static final String HOSTILE =
            "\u001b[31mx\u0007\r\n\u202egnp.exe\u2066\u200b<script>alert(1)</script>&\u0000[a](javascript:x){0}\u2028";

    private static List<AuditedFile> files() {
        return List.of(
                judged(APPROVED), judged(REJECTED), judged(INCOMPLETE), judged(UNREADABLE), judged(hostile()), UNREAD);
    }

    @Test
    void theTextSaysTheVerdictFirstAndOfEachFindingWhatWhereAndHowToFixIt() {
        assertThat(ReportText.render(judged(REJECTED), false)).isEqualTo(golden("rejected.txt"));
        assertThat(ReportText.render(judged(APPROVED), false)).isEqualTo(golden("approved.txt"));
        assertThat(ReportText.render(judged(INCOMPLETE), false)).startsWith("FLAGGED, INCOMPLETE  m.wasm\n");
        assertThat(ReportText.render(UNREAD, false)).isEqualTo("NOT AUDITED  cannot audit 'gone.wasm': no such file\n");
    }

    @Test
    void theTextHasColoursOnlyWhereTheyAreAskedFor() {
        assertThat(ReportText.render(judged(REJECTED), false)).doesNotContain("\u001b");
        String coloured = ReportText.render(judged(REJECTED), true);
        assertThat(coloured).startsWith("\u001b[31m\u001b[1mREJECTED\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(ReportText.render(judged(REJECTED), false));
    }

    @Test
    void theJsonIsTheRecord() {
        assertThat(ReportJson.render(REJECTED)).isEqualTo(golden("rejected.json"));
    }

    @Test
    void theJsonFollowsItsPublishedSchema() throws IOException {
        Schema schema = schema(Files.readString(Path.of("../docs/audit-report.schema.json")));
        for (AuditedFile file : files()) {
            if (file instanceof AuditedFile.Judged(Report report, Duration time)) {
                assertThat(faults(schema, ReportJson.render(report))).isEmpty();
            }
        }
        assertThat(faults(schema, ReportJson.render(files()))).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatIsNoReport() throws IOException {
        Schema schema = schema(Files.readString(Path.of("../docs/audit-report.schema.json")));
        String json = ReportJson.render(REJECTED);
        assertThat(faults(schema, json.replace("\"rejected\"", "\"maybe\""))).isNotEmpty();
        assertThat(faults(schema, json.replace("\"cwe\" :", "\"cve\" :"))).isNotEmpty();
    }

    @Test
    void aLineHasTheFieldsThatScriptsRelyOn() {
        assertThat(ReportLine.render(judged(REJECTED))).isEqualTo(golden("rejected.jsonl"));
        JsonNode unread = Json.read(ReportLine.render(UNREAD).getBytes(StandardCharsets.UTF_8), 1 << 20);
        assertThat(unread.path("complete").booleanValue()).isFalse();
        assertThat(unread.path("verdict").stringValue()).isEqualTo("flagged");
        assertThat(unread.path("digest").isNull()).isTrue();
        assertThat(unread.path("error").stringValue()).contains("gone.wasm");
    }

    @Test
    void theSarifFollowsTheOfficialSchema() throws IOException {
        try (InputStream in = ReportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            assertThat(in).isNotNull();
            Schema schema = schema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            String sarif = ReportSarif.render(files());
            assertThat(faults(schema, sarif)).isEmpty();
            assertThat(faults(schema, sarif.replace("\"ruleId\"", "\"rule\""))).isNotEmpty();
        }
    }

    @Test
    void aResultStandsAtALineOfTheManifestWithItsPlaceInTheModuleBesideIt() {
        JsonNode result = sarif(REJECTED).path("results").path(0);
        assertThat(result.path("ruleId").stringValue()).isEqualTo("C01");
        JsonNode location = result.path("locations").path(0).path("physicalLocation");
        assertThat(location.path("artifactLocation").path("uri").stringValue()).isEqualTo("plugins/probe/plugin.yaml");
        assertThat(location.path("region").path("startLine").intValue()).isEqualTo(10);
        JsonNode related = result.path("relatedLocations").path(0).path("physicalLocation");
        assertThat(related.path("artifactLocation").path("uri").stringValue()).isEqualTo("module.wasm");
        assertThat(related.path("region").path("byteOffset").intValue()).isPositive();
    }

    @Test
    void aGapIsANotificationAndTheRunNoSuccess() {
        JsonNode invocation = sarif(INCOMPLETE).path("invocations").path(0);
        assertThat(invocation.path("executionSuccessful").booleanValue()).isFalse();
        assertThat(invocation.path("toolExecutionNotifications").size()).isEqualTo(1);
        assertThat(sarif(APPROVED)
                        .path("invocations")
                        .path(0)
                        .path("executionSuccessful")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void theSarifStaysWithinWhatCodeScanningTakes() {
        List<AuditedFile> many = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            many.add(judged(REJECTED));
        }
        JsonNode run = Json.read(ReportSarif.render(many).getBytes(StandardCharsets.UTF_8), 256 << 20)
                .path("runs")
                .path(0);
        assertThat(run.path("results").size()).isEqualTo(ReportSarif.MOST_RESULTS);
        assertThat(run.path("invocations")
                        .path(0)
                        .path("toolExecutionNotifications")
                        .path(0)
                        .path("message")
                        .path("text")
                        .stringValue())
                .contains("are left off");
    }

    @Test
    void theSameFindingOfTheNextBuildIsTheSameAlert() {
        ModuleBytes next = module().custom("target_features", new byte[1])
                .importing("env", "eval", "i", "i")
                .function(1_200)
                .names("", "busy")
                .memory(1)
                .data("other bytes, and then /home/alice/plugin/main.c");
        List<String> before = fingerprints(REJECTED);
        assertThat(before).doesNotHaveDuplicates();
        assertThat(fingerprints(Audits.plugin(next, "{exec: [sshd-effective]}")))
                .isEqualTo(before);
    }

    @Test
    void theSameReportsGiveTheSameBytes() {
        assertThat(ReportSarif.render(files())).isEqualTo(ReportSarif.render(files()));
        assertThat(ReportJson.render(files())).isEqualTo(ReportJson.render(files()));
    }

    @Test
    void hostileNamesComeOutInertInEveryForm() {
        AuditedFile hostile = judged(hostile());
        String json = ReportJson.render(hostile());
        assertThat(Audits.of(hostile(), "C01").getFirst().message())
                .contains("\\u001b")
                .contains("\\u202e");
        for (String form : List.of(json, ReportLine.render(hostile), ReportSarif.render(List.of(hostile)))) {
            assertThat(form).matches("[\\x20-\\x7e\\n]+").doesNotContain("<", ">", "&");
        }
        assertThat(ReportText.render(hostile, false).chars().filter(c -> c != '\n'))
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        assertThat(Json.read(ReportLine.render(hostile).getBytes(StandardCharsets.UTF_8), 1 << 20)
                        .path("path")
                        .stringValue())
                .isEqualTo(HOSTILE);
    }

    @Test
    void hostileNamesMakeNoLinkAndNoPlaceholderInSarif() {
        JsonNode result = sarif(hostile()).path("results").path(0);
        assertThat(result.path("message").path("text").stringValue())
                .contains("\\[a\\](javascript:x){{0}}")
                .doesNotContain("\u001b", "\u202e");
        assertThat(result.path("locations")
                        .path(0)
                        .path("physicalLocation")
                        .path("artifactLocation")
                        .path("uri")
                        .stringValue())
                .matches("[A-Za-z0-9/._~%-]+");
    }

    private static Report hostile() {
        byte[] module = module().importing(HOSTILE, HOSTILE, "i", "i")
                .function(2_000)
                .names(HOSTILE, HOSTILE)
                .custom(HOSTILE, new byte[1])
                .bytes();
        return Audits.auditor().audit(AuditRequest.ofPlugin(HOSTILE, module, Audits.manifest("{}")));
    }

    private static AuditedFile judged(Report report) {
        return new AuditedFile.Judged(report, Duration.ofMillis(12));
    }

    private static JsonNode sarif(Report report) {
        return Json.read(ReportSarif.render(List.of(judged(report))).getBytes(StandardCharsets.UTF_8), 1 << 20)
                .path("runs")
                .path(0);
    }

    private static List<String> fingerprints(Report report) {
        return sarif(report).path("results").findValuesAsString("assayFinding/v1");
    }

    private static Schema schema(String text) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
    }

    private static List<Error> faults(Schema schema, String json) {
        return schema.validate(json, InputFormat.JSON);
    }

    private static String golden(String name) {
        try (InputStream in = ReportTest.class.getResourceAsStream(name)) {
            return in == null
                    ? "no file " + name
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("assay/VERSION", Auditor.IDENTITY);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
