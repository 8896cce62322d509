package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every verification summary follows its published schema, and the page shows one. */
class VerificationSummaryTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path SCHEMA = DOCS.resolve("predicates/verification-summary-v1.schema.json");

    private static List<ObjectNode> written() {
        Scene scene = Scene.approved();
        TrustPolicy policy = new TrustPolicy(scene.rules);
        List<ObjectNode> all = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            all.add(predicate(ofAudit(scene, verdict)));
        }
        String verifier = VerificationSummary.verifier("runtime", Scene.STRANGER.verificationKey());
        all.add(predicate(VerificationSummary.of(scene.decide(), scene.release, policy, verifier, Scene.NOW)));
        scene.indexExpires = Scene.NOW;
        all.add(predicate(VerificationSummary.of(scene.decide(), scene.release, policy, verifier, Scene.NOW)));
        return all;
    }

    private static Statement ofAudit(Scene scene, Verdict verdict) {
        return VerificationSummary.ofAudit(
                scene.release,
                scene.variant,
                Scene.predicate(verdict),
                Scene.digest("audit"),
                VerificationSummary.verifier("auditor", Scene.AUDITOR.verificationKey()));
    }

    private static ObjectNode predicate(Statement statement) {
        return statement.predicate().asObject();
    }

    @Test
    void whatIsWrittenFollowsTheSchema() throws IOException {
        for (ObjectNode one : written()) {
            assertThat(faults(one)).isEmpty();
        }
    }

    @Test
    void theSchemaRefusesWhatIsMissingMistypedOrAtOddsWithItself() throws IOException {
        ObjectNode passed = written().getFirst();
        List<String> required = new ArrayList<>();
        Json.read(Files.readAllBytes(SCHEMA), 1 << 20)
                .path("required")
                .forEach(name -> required.add(name.stringValue()));
        assertThat(required).hasSize(8);
        for (String field : required) {
            ObjectNode without = passed.deepCopy();
            without.remove(field);
            assertThat(faults(without)).as("without " + field).isNotEmpty();
            ObjectNode mistyped = passed.deepCopy();
            mistyped.put(field, 1);
            assertThat(faults(mistyped)).as(field + " a number").isNotEmpty();
        }
        assertThat(faults(passed.deepCopy().put("note", "x"))).isNotEmpty();
        assertThat(faults(passed.deepCopy().put("verificationResult", "FAILED")))
                .isNotEmpty();
        ObjectNode onNothing = passed.deepCopy();
        onNothing.putArray("inputAttestations");
        assertThat(faults(onNothing)).isNotEmpty();
    }

    @Test
    void thePageShowsOne() throws IOException {
        ObjectNode shown = written().getFirst();
        shown.withObject("/verifier").put("id", "urn:assay:auditor:SHA-256 of the auditor's public key");
        assertThat(Files.readString(DOCS.resolve("statements.md")))
                .contains("```json\n" + Json.pretty(shown) + "```")
                .contains("(predicates/" + SCHEMA.getFileName() + ")");
    }

    private static List<?> faults(JsonNode predicate) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
        return schema.validate(Json.pretty(predicate), InputFormat.JSON);
    }

    @Test
    void theLoadersSummaryIsAStatementThatOtherToolsUnderstand() {
        Scene scene = Scene.approved();
        TrustPolicy policy = new TrustPolicy(scene.rules);
        Statement passed =
                VerificationSummary.of(scene.decide(), scene.release, policy, "urn:assay:runtime:1", Scene.NOW);
        assertThat(passed.predicateType()).isEqualTo("https://slsa.dev/verification_summary/v1");
        assertThat(passed.isAbout(scene.module, scene.release.digest())).isTrue();
        assertThat(passed.predicate().path("verificationResult").asString()).isEqualTo("PASSED");
        assertThat(passed.predicate().path("verifier").path("id").asString()).isEqualTo("urn:assay:runtime:1");
        assertThat(passed.predicate().at("/policy/digest/sha256").asString())
                .isEqualTo(policy.digest().hex());
        assertThat(passed.predicate().at("/inputAttestations/0/digest/sha256").asString())
                .isEqualTo(scene.current.orElseThrow().hex());
        assertThat(Statement.read(passed.bytes())).isEqualTo(passed);

        scene.indexExpires = Scene.NOW;
        Statement failed =
                VerificationSummary.of(scene.decide(), scene.release, policy, "urn:assay:runtime:1", Scene.NOW);
        assertThat(failed.predicate().path("verificationResult").asString()).isEqualTo("FAILED");
        assertThat(failed.predicate().at("/reasons/0/code").asString()).isEqualTo("index-expired");
    }

    @Test
    void theAuditorsSummaryNeverStandsInForItsAudit() {
        Scene scene = Scene.approved();
        Statement summary = VerificationSummary.ofAudit(
                scene.release,
                scene.variant,
                Scene.predicate(Verdict.APPROVED),
                scene.current.orElseThrow(),
                VerificationSummary.verifier("auditor", Scene.AUDITOR.verificationKey()));
        Bundle bundle = scene.bring(summary, Scene.AUDITOR);
        assertThat(scene.refusals()).isEmpty();

        scene.bundles.removeFirst();
        assertThat(scene.refusals()).containsExactly("audit-statement-missing");
        scene.current = Optional.empty();
        assertThat(scene.refusals()).containsExactly("no-audit-statement");
        // Even if the index named it.
        scene.current = Optional.of(bundle.digest());
        assertThat(scene.refusals()).containsExactly("wrong-predicate");
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void theAuditorsSummaryPassesOnlyWhatIsApprovedAndNamesTheAuditAndItsPolicy(Verdict verdict) {
        Scene scene = Scene.approved();
        Digest audit = scene.current.orElseThrow();
        Statement summary = VerificationSummary.ofAudit(
                scene.release,
                scene.variant,
                Scene.predicate(verdict),
                audit,
                VerificationSummary.verifier("auditor", Scene.AUDITOR.verificationKey()));
        JsonNode predicate = summary.predicate();
        boolean passed = verdict == Verdict.APPROVED;
        assertThat(summary.predicateType()).isEqualTo("https://slsa.dev/verification_summary/v1");
        assertThat(summary.isAbout(scene.module, scene.release.digest())).isTrue();
        assertThat(predicate.path("verificationResult").asString()).isEqualTo(passed ? "PASSED" : "FAILED");
        assertThat(predicate.at("/verifiedLevels/0").asString())
                .isEqualTo(passed ? "SLSA_BUILD_LEVEL_UNEVALUATED" : "FAILED");
        assertThat(predicate.at("/inputAttestations/0/digest/sha256").asString())
                .isEqualTo(audit.hex());
        assertThat(predicate.at("/policy/digest/sha256").asString())
                .isEqualTo(Scene.digest("policy").hex());
        assertThat(predicate.path("timeVerified").asString()).isEqualTo(Scene.LISTED.toString());
        assertThat(predicate.at("/verifier/id").asString()).matches("urn:assay:auditor:[0-9a-f]{64}");
    }
}
