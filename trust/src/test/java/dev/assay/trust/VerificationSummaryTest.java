package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.model.Json;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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
}
