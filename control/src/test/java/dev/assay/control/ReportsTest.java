package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Statement;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.PluginStatus;
import dev.assay.model.fleet.Result;
import dev.assay.trust.KeyType;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReportsTest {
    private final Stage stage = Stage.shared();
    private final String plugin = "acme/" + Stage.name("check");

    private Assignment assigned(Stage where, Probe probe) {
        where.shelf.publish(plugin, "1.0.0");
        where.operator()
                .post("/api/v1/requirements", Asked.forRuntime(probe.id, plugin))
                .is(201);
        return probe.desired().assignments().getFirst();
    }

    private static JsonNode fleet(Stage where, Probe probe) {
        for (JsonNode runtime :
                where.viewer().get("/api/v1/fleet").is(200).json().path("runtimes")) {
            if (runtime.path("id").asString("").equals(probe.id.toString())) {
                return runtime;
            }
        }
        throw new AssertionError("the fleet has no " + probe.id);
    }

    private static void report(Probe probe, PluginStatus plugin) {
        probe.client()
                .post(probe.path("/status"), probe.status(2, List.of(plugin)).toJson())
                .is(204);
    }

    @Test
    void whatIsDesiredIsPendingUntilTheRuntimeSaysOtherwise() {
        Probe probe = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        assertThat(fleet(stage, probe).path("plugins").path(0).path("state").asString(""))
                .isEqualTo("unknown");
        probe.client()
                .post(probe.path("/status"), probe.status(1, List.of()).toJson())
                .is(204);
        JsonNode seen = fleet(stage, probe);
        assertThat(seen.path("state").asString("")).isEqualTo("reporting");
        assertThat(seen.path("desired-revision").asLong(0)).isEqualTo(2);
        assertThat(seen.path("observed-revision").asLong(0)).isEqualTo(1);
        assertThat(seen.path("plugins").path(0).path("state").asString("")).isEqualTo("pending");
        assertThat(seen.path("plugins").path(0).path("verified").asBoolean(true))
                .isFalse();
        assertThat(seen.path("plugins").path(0).path("desired").path("module").asString(""))
                .isEqualTo(assignment.module().toString());
    }

    @Test
    void aPluginIsVerifiedIfExactlyTheDesiredModuleIsActiveByAnAuditStatement() {
        Probe probe = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        PluginStatus active = Probe.active(assignment);
        report(probe, active);
        JsonNode shown = fleet(stage, probe).path("plugins").path(0);
        assertThat(shown.path("verified").asBoolean(false)).isTrue();
        assertThat(shown.path("audit").asString("")).startsWith("sha256:");

        report(probe, with(active, Optional.of(Digest.of(new byte[] {9})), active.audit()));
        assertThat(fleet(stage, probe).path("plugins").path(0).path("verified").asBoolean(true))
                .as("another module is active")
                .isFalse();
        report(probe, with(active, active.active(), Optional.empty()));
        assertThat(fleet(stage, probe).path("plugins").path(0).path("verified").asBoolean(true))
                .as("it names no audit statement")
                .isFalse();
    }

    private static PluginStatus with(PluginStatus status, Optional<Digest> active, Optional<Digest> audit) {
        return new PluginStatus(
                status.plugin(),
                status.version(),
                status.desired(),
                status.state(),
                active,
                audit,
                status.reasons(),
                status.lastDownload(),
                status.lastActivation());
    }

    @Test
    void aRefusalIsShownWithItsReasons() {
        Probe probe = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        report(probe, Probe.refused(assignment, new Reason("unknown-signer", "nobody trusts it", "sign it")));
        JsonNode shown = fleet(stage, probe).path("plugins").path(0);
        assertThat(shown.path("state").asString("")).isEqualTo("refused");
        assertThat(shown.path("reasons").path(0).path("code").asString("")).isEqualTo("unknown-signer");
        assertThat(shown.has("observed")).isFalse();
    }

    @Test
    void aRuntimeThatFallsSilentIsLostAndNothingOfItIsVerified() {
        try (Stage own = new Stage()) {
            Probe probe = new Probe(own);
            report(probe, Probe.active(assigned(own, probe)));
            own.clock.advance(Fleet.LOST.minusSeconds(5));
            assertThat(fleet(own, probe).path("state").asString("")).isEqualTo("reporting");
            own.clock.advance(Duration.ofSeconds(10));
            JsonNode lost = fleet(own, probe);
            assertThat(lost.path("state").asString("")).isEqualTo("lost");
            assertThat(lost.path("plugins").path(0).path("state").asString("")).isEqualTo("unknown");
            assertThat(lost.path("plugins").path(0).path("verified").asBoolean(true))
                    .isFalse();
        }
    }

    @Test
    void aRuntimeSpeaksForItselfAlone() {
        Probe probe = new Probe(stage);
        Probe other = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        assertThat(probe.client()
                        .post(probe.path("/status"), other.status(1, List.of()).toJson())
                        .is(403)
                        .problem())
                .isEqualTo("another-runtime");
        Result forged = other.result(assignment, Outcome.COMPLETED, "", Optional.empty());
        probe.client().post(probe.path("/results"), Probe.batch(forged)).is(403);
        stage.viewer().get("/api/v1/results/" + forged.runId()).is(404);
    }

    @Test
    void aResultIsStoredOnceHoweverOftenItIsDelivered() {
        Probe probe = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        Result result = probe.result(
                assignment, Outcome.COMPLETED, "done", Optional.of(Probe.response("A port is open", "not-satisfied")));
        Exchange first = probe.client()
                .post(probe.path("/results"), Probe.batch(result, result))
                .is(200);
        assertThat(first.json().path("stored").asInt(0)).isEqualTo(1);
        assertThat(first.json().path("duplicates").asInt(0)).isEqualTo(1);
        Exchange again =
                probe.client().post(probe.path("/results"), Probe.batch(result)).is(200);
        assertThat(again.json().path("stored").asInt(-1)).isZero();
        assertThat(again.json().path("duplicates").asInt(0)).isEqualTo(1);
        assertThat(stage.viewer()
                        .get("/api/v1/results/" + result.runId())
                        .is(200)
                        .response()
                        .body())
                .isEqualTo(result.toJson().toString());
        JsonNode run = fleet(stage, probe).path("plugins").path(0).path("last-run");
        assertThat(run.path("outcome").asString("")).isEqualTo("completed");
        assertThat(run.path("findings").path("not-satisfied").asInt(0)).isEqualTo(1);
    }

    @Test
    void anotherResultUnderTheSameRunIdIsRefusedAndNothingOfTheBatchIsStored() {
        Probe probe = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        Result result = probe.result(assignment, Outcome.COMPLETED, "done", Optional.empty());
        Result changed = retold(result, "something else");
        Result bystander = probe.result(assignment, Outcome.TRAPPED, "unreachable", Optional.empty());
        probe.client().post(probe.path("/results"), Probe.batch(result)).is(200);
        assertThat(probe.client()
                        .post(probe.path("/results"), Probe.batch(bystander, changed))
                        .is(409)
                        .problem())
                .isEqualTo("run-id");
        stage.viewer().get("/api/v1/results/" + bystander.runId()).is(404);
        Result fresh = probe.result(assignment, Outcome.COMPLETED, "one", Optional.empty());
        probe.client()
                .post(probe.path("/results"), Probe.batch(fresh, retold(fresh, "two")))
                .is(409);
        stage.viewer().get("/api/v1/results/" + fresh.runId()).is(404);
    }

    @Test
    void aLoadStatementIsStoredIfTheRuntimeSignedItAboutThisModuleAndRelease() {
        Probe probe = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        Result plain = probe.result(assignment, Outcome.COMPLETED, "loaded", Optional.empty());
        Result loaded = loaded(plain, plain.module(), probe.key);
        probe.client().post(probe.path("/results"), Probe.batch(loaded)).is(200);
        assertThat(Result.fromJson(Fields.of(
                        stage.viewer()
                                .get("/api/v1/results/" + loaded.runId())
                                .is(200)
                                .json(),
                        "$")))
                .isEqualTo(loaded);

        Result other = probe.result(assignment, Outcome.COMPLETED, "loaded", Optional.empty());
        SigningKey stranger = SigningKey.create(KeyType.ED25519, new SecureRandom());
        for (Result bad :
                List.of(loaded(other, other.module(), stranger), loaded(other, Digest.of(new byte[] {9}), probe.key))) {
            assertThat(probe.client()
                            .post(probe.path("/results"), Probe.batch(bad))
                            .is(422)
                            .text("detail"))
                    .contains("does not prove");
        }
        stage.viewer().get("/api/v1/results/" + other.runId()).is(404);
    }

    private static Result loaded(Result result, Digest module, SigningKey key) {
        Statement statement = new Statement(
                List.of(new Statement.Subject("module", module), new Statement.Subject("release", result.release())),
                PredicateType.VERIFICATION_SUMMARY,
                Json.object().put("verificationResult", "PASSED"));
        return new Result(
                result.runId(),
                result.runtimeId(),
                result.revision(),
                result.plugin(),
                result.version(),
                result.module(),
                result.release(),
                result.audit(),
                result.outcome(),
                result.detail(),
                result.started(),
                result.duration(),
                result.fuel(),
                result.response(),
                Optional.of(Json.read(Signer.sign(statement, key).bytes(), 1 << 20)),
                result.receipt());
    }

    private static Result retold(Result result, String detail) {
        return new Result(
                result.runId(),
                result.runtimeId(),
                result.revision(),
                result.plugin(),
                result.version(),
                result.module(),
                result.release(),
                result.audit(),
                result.outcome(),
                detail,
                result.started(),
                result.duration(),
                result.fuel(),
                result.response(),
                result.load(),
                result.receipt());
    }

    @Test
    void theRunThatStartedLastIsShownEvenIfAnOlderOneArrivesLater() {
        try (Stage own = new Stage()) {
            Probe probe = new Probe(own);
            Assignment assignment = assigned(own, probe);
            Result older = probe.result(assignment, Outcome.COMPLETED, "older", Optional.empty());
            own.clock.advance(Duration.ofSeconds(30));
            Result newer = probe.result(assignment, Outcome.DEADLINE, "newer", Optional.empty());
            probe.client().post(probe.path("/results"), Probe.batch(newer)).is(200);
            probe.client().post(probe.path("/results"), Probe.batch(older)).is(200);
            assertThat(fleet(own, probe)
                            .path("plugins")
                            .path(0)
                            .path("last-run")
                            .path("run")
                            .asString(""))
                    .isEqualTo(newer.runId().toString());
        }
    }

    @Test
    void onlyWhatSaysThatItIsSatisfiedCountsAsSatisfied() {
        Probe probe = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        Result good = probe.result(
                assignment, Outcome.COMPLETED, "", Optional.of(Probe.response("Port closed", "satisfied")));
        Result odd = probe.result(assignment, Outcome.COMPLETED, "", Optional.of(Probe.response("Port?", "SATISFIED")));
        probe.client().post(probe.path("/results"), Probe.batch(good, odd)).is(200);
        assertThat(summary(good).path("findings").path("satisfied").asInt(0)).isEqualTo(1);
        assertThat(summary(odd).path("findings").path("not-satisfied").asInt(0)).isEqualTo(1);
    }

    private JsonNode summary(Result result) {
        for (JsonNode item : results("?runtime=" + result.runtimeId())) {
            if (item.path("run").asString("").equals(result.runId().toString())) {
                return item;
            }
        }
        throw new AssertionError("not listed: " + result.runId());
    }

    private List<JsonNode> results(String query) {
        List<JsonNode> items = new ArrayList<>();
        stage.viewer()
                .get("/api/v1/results" + query)
                .is(200)
                .json()
                .path("items")
                .forEach(items::add);
        return items;
    }

    @Test
    void resultsAreListedNewestFirstByRuntimeAndPlugin() {
        Probe probe = new Probe(stage);
        Assignment assignment = assigned(stage, probe);
        Result first = probe.result(assignment, Outcome.COMPLETED, "1", Optional.empty());
        Result second = probe.result(assignment, Outcome.FUEL, "2", Optional.empty());
        probe.client().post(probe.path("/results"), Probe.batch(first, second)).is(200);
        String query = "?runtime=" + probe.id + "&plugin=" + plugin.replace("/", "%2F");
        assertThat(results(query))
                .extracting(item -> item.path("run").asString(""))
                .containsExactly(second.runId().toString(), first.runId().toString());
        assertThat(results(query + "&limit=1")).hasSize(1);
        assertThat(results("?runtime=" + probe.id + "&plugin=acme%2Fother")).isEmpty();
        stage.viewer().get("/api/v1/results/" + UUID.randomUUID()).is(404);
        stage.viewer().get("/api/v1/results?cursor=x").is(422);
    }

    @Test
    void aReportOfANewerFormatIsRefusedWithAWordAboutIt() {
        Probe probe = new Probe(stage);
        var status = probe.status(1, List.of()).toJson().put("format", "assay.runtime-status/2");
        assertThat(probe.client().post(probe.path("/status"), status).is(422).text("detail"))
                .contains("newer version of Assay");
    }

    @Test
    void anEmptyBatchOrOneThatIsTooLongIsRefused() {
        Probe probe = new Probe(stage);
        probe.client().post(probe.path("/results"), Json.object()).is(400);
        probe.client().post(probe.path("/results"), Probe.batch()).is(400);
    }
}
