package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import dev.assay.trust.BundleVerifier;
import dev.assay.trust.Verification;
import dev.assay.trust.VerificationKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ValidationsTest {
    private final Stage stage = Stage.shared();
    private final String plugin = "acme/" + Stage.name("check");

    private static ObjectNode question(Digest module) {
        ObjectNode body = Json.object().put("digest", module.toString());
        body.set("profile", Probe.profile().toJson());
        body.putObject("grants").putArray("exec").add("sshd-effective");
        return body;
    }

    private static Digest module(Release release) {
        return release.variants().getFirst().module();
    }

    private JsonNode ask(ObjectNode question) {
        JsonNode answer =
                stage.viewer().post("/api/v1/validations", question).is(200).json();
        assertThat(answer.path("reasons").isEmpty())
                .isEqualTo(answer.path("admitted").asBoolean(false));
        return answer;
    }

    private static List<String> codes(JsonNode answer) {
        List<String> codes = new ArrayList<>();
        answer.path("reasons").forEach(reason -> codes.add(reason.path("code").asString("")));
        return codes;
    }

    private Statement signed(JsonNode answer) {
        VerificationKey key =
                VerificationKey.parse(stage.anonymous().get("/api/v1/key").text("pem"), "control");
        byte[] bundle = answer.path("summary").toString().getBytes(StandardCharsets.UTF_8);
        return switch (BundleVerifier.verify(bundle, List.of(key))) {
            case Verification.Verified verified -> {
                assertThat(faults(verified.statement())).isEmpty();
                yield verified.statement();
            }
            case Verification.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    /** By the published schema of the summaries that Assay makes. */
    private static List<?> faults(Statement summary) {
        try {
            String schema = Files.readString(Path.of("../docs/predicates/verification-summary-v1.schema.json"));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema, InputFormat.JSON)
                    .validate(Json.pretty(summary.predicate()), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatAnAuditorApprovedIsAdmittedAndTheAnswerIsSigned() {
        Release release = stage.shelf.publish(plugin, "1.0.0");
        ObjectNode question = question(module(release));
        JsonNode answer = ask(question);
        assertThat(answer.path("admitted").asBoolean(false)).isTrue();
        assertThat(answer.path("release").asString(""))
                .isEqualTo(release.digest().toString());
        assertThat(answer.path("plugin").asString("")).isEqualTo(plugin);

        Statement summary = signed(answer);
        assertThat(summary.predicateType()).isEqualTo(PredicateType.VERIFICATION_SUMMARY);
        assertThat(summary.isAbout(module(release), release.digest())).isTrue();
        assertThat(summary.predicate().path("verificationResult").asString("")).isEqualTo("PASSED");
        assertThat(summary.predicate().path("inputAttestations")).hasSize(1);
        for (String part : List.of("grants", "profile")) {
            assertThat(Json.canonical(summary.predicate().path(part)))
                    .as("the decision holds for these %s alone", part)
                    .isEqualTo(Json.canonical(question.path(part)));
        }
    }

    @Test
    void theBytesMayBeGivenInsteadOfTheDigest() {
        stage.shelf.publish(plugin, "1.0.0");
        byte[] bytes = Shelf.module(plugin + " 1.0.0 baseline");
        ObjectNode question = question(Digest.of(bytes));
        question.remove("digest");
        question.put("bytes", Base64.getEncoder().encodeToString(bytes));
        assertThat(ask(question).path("admitted").asBoolean(false)).isTrue();
        bytes[bytes.length - 1] ^= 1;
        question.put("bytes", Base64.getEncoder().encodeToString(bytes));
        assertThat(codes(ask(question))).containsExactly("not-in-index");
    }

    @Test
    void whatTheIndexDoesNotListIsRefusedAndThatIsSignedToo() {
        Digest unknown = Digest.of(new byte[] {1, 2, 3});
        JsonNode answer = ask(question(unknown));
        assertThat(codes(answer)).containsExactly("not-in-index");
        Statement summary = signed(answer);
        assertThat(summary.predicate().path("verificationResult").asString("")).isEqualTo("FAILED");
        assertThat(summary.subjects()).extracting(Statement.Subject::digest).containsExactly(unknown);
    }

    @Test
    void everyReasonIsTold() {
        Release release = stage.shelf.publishUnaudited(plugin, "1.0.0");
        ObjectNode question = question(module(release));
        question.remove("grants");
        JsonNode answer = ask(question);
        assertThat(codes(answer)).contains("capability-not-granted").hasSizeGreaterThan(1);
        Statement summary = signed(answer);
        assertThat(summary.predicate().path("verificationResult").asString("")).isEqualTo("FAILED");
        assertThat(summary.predicate().path("reasons")).isEqualTo(answer.path("reasons"));
    }

    @Test
    void whatAStrangerAuditedIsRefused() {
        Release release = stage.shelf.publishAuditedByAStranger(plugin, "1.0.0");
        assertThat(codes(ask(question(module(release))))).contains("unknown-signer");
    }

    @Test
    void whatWasRejectedIsRefused() {
        Release release = stage.shelf.publish(plugin, "1.0.0", Verdict.REJECTED);
        assertThat(ask(question(module(release))).path("admitted").asBoolean(true))
                .isFalse();
    }

    @Test
    void whatWasFlaggedIsRefusedWithoutAReview() {
        Release release = stage.shelf.publish(plugin, "1.0.0", Verdict.FLAGGED);
        assertThat(ask(question(module(release))).path("admitted").asBoolean(true))
                .isFalse();
    }

    @Test
    void whatWasAdmittedIsRefusedOnceItIsRevoked() {
        Release release = stage.shelf.publish(plugin, "1.0.0");
        assertThat(ask(question(module(release))).path("admitted").asBoolean(false))
                .isTrue();
        stage.shelf.revoke(release);
        assertThat(codes(ask(question(module(release))))).contains("revoked");
    }

    @Test
    void aRuntimeThatCannotRunItIsTold() {
        Release release =
                stage.shelf.publish(plugin, "1.0.0", Verdict.APPROVED, Map.of("baseline", List.of("memory64")));
        assertThat(codes(ask(question(module(release))))).containsExactly("feature-not-supported");
        ObjectNode old = question(module(release));
        ((ObjectNode) old.path("profile")).putArray("contracts").add("assessment/2");
        assertThat(codes(ask(old))).containsExactlyInAnyOrder("feature-not-supported", "incompatible-contract");
    }

    @Test
    void aNamedReleaseMustHoldTheModule() {
        Release release = stage.shelf.publish(plugin, "1.0.0");
        stage.shelf.publish(plugin, "1.1.0");
        ObjectNode question = question(module(release)).put("plugin", plugin).put("version", "1.0.0");
        assertThat(ask(question).path("admitted").asBoolean(false)).isTrue();
        assertThat(codes(ask(question.put("version", "1.1.0")))).containsExactly("not-in-index");
        question.remove("version");
        stage.viewer().post("/api/v1/validations", question).is(400);
    }

    @Test
    void aQuestionWithBothOrNeitherIsRefused() {
        ObjectNode question = question(Digest.of(new byte[0]));
        stage.viewer()
                .post("/api/v1/validations", question.deepCopy().put("bytes", "AA=="))
                .is(400);
        question.remove("digest");
        stage.viewer().post("/api/v1/validations", question).is(400);
        stage.viewer()
                .post("/api/v1/validations", question.put("bytes", "not base64"))
                .is(422);
    }
}
