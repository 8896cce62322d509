package dev.assay.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.model.receipt.ReceiptPredicate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The published schemas of what is signed say what the code writes and refuse what it refuses. */
class PredicateSchemasTest {
    private static final Digest MODULE = Digest.of("module".getBytes(UTF_8));
    private static final Digest AUDIT = Digest.of("audit".getBytes(UTF_8));
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /** A published schema, documents that the code wrote, and the code that reads them. */
    record Case(String schema, List<ObjectNode> written, Consumer<JsonNode> reader) {
        Schema read() {
            try {
                return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(Path.of("../docs/predicates/" + schema)), InputFormat.JSON);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return schema;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "audit-v1.schema.json",
                        List.of(
                                audit(Verdict.APPROVED, "exec"),
                                audit(Verdict.FLAGGED, "exec", "tls"),
                                audit(Verdict.REJECTED)),
                        json -> AuditPredicate.fromJson(Fields.of(json, "$"))),
                new Case(
                        "review-v1.schema.json",
                        List.of(
                                review(true, Optional.of("https://github.com/acme/registry/pull/7")),
                                review(false, Optional.empty())),
                        json -> ReviewPredicate.fromJson(Fields.of(json, "$"))),
                new Case(
                        "receipt-v1.schema.json",
                        List.of(receipt(7, Outcome.COMPLETED, true), receipt(1, Outcome.DEADLINE, false)),
                        json -> ReceiptPredicate.fromJson(Fields.of(json, "$"))),
                new Case(
                        "release-v1.schema.json",
                        List.of(
                                release(Optional.of(Digest.of("schema".getBytes(UTF_8))), "1.4.0"),
                                release(Optional.empty(), "2.0.0-rc.1+7")),
                        json -> Release.read(Json.canonical(json))));
    }

    private static ObjectNode audit(Verdict verdict, String... capabilities) {
        return new AuditPredicate(
                        verdict,
                        true,
                        new TreeSet<>(List.of(capabilities)),
                        Contract.ASSESSMENT_1,
                        new TreeSet<>(List.of("bulk-memory")),
                        Digest.of("policy".getBytes(UTF_8)),
                        "assay/0.1.0",
                        "1",
                        Digest.of("report".getBytes(UTF_8)),
                        NOW,
                        NOW.plusSeconds(90 * 86_400))
                .toJson();
    }

    private static ObjectNode review(boolean approved, Optional<String> pullRequest) {
        return new ReviewPredicate(
                        approved,
                        AUDIT,
                        new TreeSet<>(List.of("exec")),
                        "kim",
                        "looked at every import",
                        pullRequest,
                        NOW,
                        NOW.plusSeconds(30 * 86_400))
                .toJson();
    }

    private static ObjectNode receipt(long sequence, Outcome outcome, boolean replayable) {
        boolean completed = outcome == Outcome.COMPLETED;
        return new ReceiptPredicate(
                        UUID.fromString("5b8f3a54-7a3e-4a53-9c2b-1d7e6f0a9b11"),
                        sequence,
                        sequence == 1 ? Optional.empty() : Optional.of(digest("receipt before")),
                        UUID.fromString("0c2f9d1e-3c58-4f0e-8a52-64b1b0b6f4de"),
                        NOW,
                        PluginName.parse("acme/ssh-hardening"),
                        Version.parse("1.4.0"),
                        "assess",
                        AUDIT,
                        digest("load"),
                        new ReceiptPredicate.Engine("endive", "1.2.0", digest("engine")),
                        Optional.of(digest("metered")),
                        digest("layers"),
                        Limits.DEFAULT,
                        digest("request"),
                        digest("transcript"),
                        digest("log"),
                        outcome,
                        completed ? "" : "its time of 5000 ms was over",
                        completed ? 4_200_000 : 0,
                        1 << 20,
                        completed ? Optional.of(digest("response")) : Optional.empty(),
                        replayable)
                .toJson();
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(UTF_8));
    }

    private static ObjectNode release(Optional<Digest> schema, String version) {
        Release release = new Release(
                PluginName.parse("acme/ssh-hardening"),
                Version.parse(version),
                Digest.of("manifest".getBytes(UTF_8)),
                schema,
                List.of(new Variant("baseline", MODULE, 48_213, new TreeSet<>(List.of("bulk-memory")))));
        return Json.read(release.bytes(), Release.MOST_BYTES).asObject();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatTheCodeWritesFollowsTheSchemaAndIsReadAgain(Case one) {
        for (ObjectNode written : one.written()) {
            assertThat(faults(one, written)).isEmpty();
            one.reader().accept(written);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsMissingMistypedOrUnknownIsRefusedByTheSchemaAndByTheReader(Case one) throws IOException {
        JsonNode schema = Json.read(Files.readAllBytes(Path.of("../docs/predicates/" + one.schema())), 1 << 20);
        List<String> required = texts(schema.path("required"));
        assertThat(required).hasSizeGreaterThan(4);
        ObjectNode written = one.written().getFirst();
        for (String field : required) {
            refused(one, "without " + field, without(written, field));
            refused(one, field + " null", with(written, field, Json.object().nullNode()));
            refused(one, field + " an object", with(written, field, Json.object()));
            refused(one, field + " a number", with(written, field, Json.object().numberNode(-1)));
            refused(one, field + " texts", with(written, field, Json.array().add(1)));
        }
        for (String field : List.of("schema", "pull-request")) {
            if (written.has(field)) {
                refused(
                        one,
                        field + " mistyped",
                        with(written, field, Json.object().numberNode(1)));
            }
        }
        refused(one, "a field more", written.deepCopy().put("note", "x"));
    }

    @Test
    void theModulesOfAReleaseAreHeldTheSame() {
        Case release = cases().toList().getLast();
        ObjectNode written = release.written().getFirst();
        for (String field : List.of("name", "module", "size", "features")) {
            ObjectNode without = written.deepCopy();
            without.withArray("variants").get(0).asObject().remove(field);
            refused(release, "without " + field, without);
            ObjectNode mistyped = written.deepCopy();
            mistyped.withArray("variants").get(0).asObject().putObject(field);
            refused(release, field + " an object", mistyped);
        }
    }

    @Test
    void aValueOutsideItsFormIsRefusedByBoth() {
        List<Case> all = cases().toList();
        Case audit = all.getFirst();
        ObjectNode approved = audit.written().getFirst();
        refused(audit, "format", approved.deepCopy().put("format", "assay.audit-statement/2"));
        refused(audit, "verdict", approved.deepCopy().put("verdict", "passed"));
        refused(audit, "policy", approved.deepCopy().put("policy", MODULE.hex()));
        refused(audit, "contract", approved.deepCopy().put("contract", "assessment"));
        refused(audit, "audited", approved.deepCopy().put("audited", "yesterday"));
        Case review = all.get(1);
        ObjectNode approve = review.written().getFirst();
        refused(review, "decision", approve.deepCopy().put("decision", "approved"));
        refused(review, "reason", approve.deepCopy().put("reason", " "));
        refused(review, "pull-request", approve.deepCopy().put("pull-request", "http://example.com"));
        Case receipt = all.get(2);
        ObjectNode completed = receipt.written().getFirst();
        refused(receipt, "a first with a previous", completed.deepCopy().put("sequence", 1));
        refused(receipt, "a later without a previous", without(completed, "previous"));
        refused(receipt, "no response", without(completed, "response"));
        refused(receipt, "a response of one that trapped", completed.deepCopy().put("outcome", "trapped"));
        refused(receipt, "operation", completed.deepCopy().put("operation", "run"));
        ObjectNode stopped = receipt.written().getLast();
        refused(receipt, "a replayable deadline", stopped.deepCopy().put("replayable", true));
        Case release = all.getLast();
        ObjectNode document = release.written().getFirst();
        refused(release, "name", document.deepCopy().put("name", "Acme/x"));
        refused(release, "version", document.deepCopy().put("version", "v1.0.0"));
        refused(release, "version", document.deepCopy().put("version", "1.0"));
        ObjectNode none = document.deepCopy();
        none.putArray("variants");
        refused(release, "variants", none);
    }

    @Test
    void thePageShowsWhatTheCodeWrites() throws IOException {
        String page = Files.readString(Path.of("../docs/statements.md"));
        for (Case one : cases().toList()) {
            assertThat(page)
                    .contains("```json\n" + Json.pretty(one.written().getFirst()) + "```")
                    .contains("(predicates/" + one.schema() + ")");
        }
    }

    private static void refused(Case one, String what, ObjectNode document) {
        assertThat(faults(one, document)).as(one + ", " + what).isNotEmpty();
        assertThatThrownBy(() -> one.reader().accept(document))
                .as(one + ", " + what)
                .isInstanceOf(ModelException.class);
    }

    private static List<?> faults(Case one, ObjectNode document) {
        return one.read().validate(Json.pretty(document), InputFormat.JSON);
    }

    private static ObjectNode without(ObjectNode document, String field) {
        ObjectNode changed = document.deepCopy();
        changed.remove(field);
        return changed;
    }

    private static ObjectNode with(ObjectNode document, String field, JsonNode value) {
        ObjectNode changed = document.deepCopy();
        changed.set(field, value);
        return changed;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.stringValue()));
        return texts;
    }
}
