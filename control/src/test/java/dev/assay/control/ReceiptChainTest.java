package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.Result;
import dev.assay.model.receipt.Link;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.trust.Bundle;
import dev.assay.trust.KeyType;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A receipt must be the runtime's and of the run; where it does not follow the one before, the result says so and is kept. */
class ReceiptChainTest {
    private final Stage stage = Stage.shared();
    private final String plugin = "acme/" + Stage.name("check");
    private final Probe probe = new Probe(stage);

    private Assignment assigned() {
        stage.shelf.publish(plugin, "1.0.0");
        stage.operator()
                .post("/api/v1/requirements", Asked.forRuntime(probe.id, plugin))
                .is(201);
        return probe.desired().assignments().getFirst();
    }

    private Result result(Assignment assignment) {
        Result plain = probe.result(assignment, Outcome.TRAPPED, "unreachable", Optional.empty());
        return with(
                plain,
                Optional.of(sign(plain, PredicateType.VERIFICATION_SUMMARY, Json.object(), probe.key)),
                Optional.empty());
    }

    private static Bundle sign(Result result, String type, JsonNode predicate, SigningKey key) {
        Statement statement = new Statement(
                List.of(
                        new Statement.Subject("module", result.module()),
                        new Statement.Subject("release", result.release())),
                type,
                predicate);
        return Signer.sign(statement, key);
    }

    private static Result with(Result result, Optional<Bundle> load, Optional<Bundle> receipt) {
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
                load.map(ReceiptChainTest::json),
                receipt.map(ReceiptChainTest::json));
    }

    private static JsonNode json(Bundle bundle) {
        return Json.read(bundle.bytes(), Bundle.MOST_BYTES);
    }

    private static ReceiptPredicate predicate(Result result, long sequence, Optional<Digest> previous, UUID run) {
        Digest any = Digest.of(new byte[] {1});
        return new ReceiptPredicate(
                result.runtimeId(),
                sequence,
                previous,
                run,
                result.started(),
                result.plugin(),
                result.version(),
                "assess",
                result.audit().orElseThrow(),
                result.loadStatement().orElseThrow(),
                new ReceiptPredicate.Engine("endive", "1.2.0", any),
                Optional.of(any),
                any,
                Limits.DEFAULT,
                any,
                any,
                any,
                result.outcome(),
                result.detail(),
                result.fuel(),
                0,
                Optional.empty(),
                true);
    }

    private Result receipted(Result result, long sequence, Optional<Digest> previous) {
        return receipted(result, predicate(result, sequence, previous, result.runId()), probe.key);
    }

    private static Result receipted(Result result, ReceiptPredicate predicate, SigningKey key) {
        Result bare = with(
                result, Optional.empty(), Optional.of(sign(result, PredicateType.RECEIPT, predicate.toJson(), key)));
        return new Result(
                bare.runId(),
                bare.runtimeId(),
                bare.revision(),
                bare.plugin(),
                bare.version(),
                bare.module(),
                bare.release(),
                bare.audit(),
                bare.outcome(),
                bare.detail(),
                bare.started(),
                bare.duration(),
                bare.fuel(),
                bare.response(),
                result.load(),
                bare.receipt());
    }

    private void deliver(Result... results) {
        probe.client().post(probe.path("/results"), Probe.batch(results)).is(200);
    }

    private JsonNode receipt(Result result) {
        for (JsonNode summary : stage.viewer()
                .get("/api/v1/results?runtime=" + probe.id)
                .is(200)
                .json()
                .path("items")) {
            if (summary.path("run").asString("").equals(result.runId().toString())) {
                return summary.path("receipt");
            }
        }
        throw new AssertionError("there is no result " + result.runId());
    }

    private static Link link(Result result, long sequence) {
        return new Link(sequence, result.receiptStatement().orElseThrow());
    }

    @Test
    void receiptsThatFollowEachOtherAreKeptWithTheirResults() {
        Assignment assignment = assigned();
        Result one = receipted(result(assignment), 1, Optional.empty());
        Result two = receipted(result(assignment), 2, one.receiptStatement());
        Result three = receipted(result(assignment), 3, two.receiptStatement());
        deliver(one, two);
        deliver(two, three);
        assertThat(receipt(one)).hasToString(link(one, 1).toJson().toString());
        assertThat(receipt(two)).hasToString(link(two, 2).toJson().toString());
        assertThat(receipt(three)).hasToString(link(three, 3).toJson().toString());
    }

    @Test
    void aGapALateOneAndAForkAreToldAndLoseNoResult() {
        Assignment assignment = assigned();
        Result three = receipted(result(assignment), 3, Optional.of(Digest.of(new byte[] {9})));
        Result five = receipted(result(assignment), 5, Optional.of(Digest.of(new byte[] {8})));
        Result six = receipted(result(assignment), 6, Optional.of(Digest.of(new byte[] {7})));
        Result again = receipted(result(assignment), 4, three.receiptStatement());
        deliver(three, five, six, again);
        assertThat(problem(three)).startsWith("receipts 1 to 2 never came");
        assertThat(problem(five)).startsWith("receipt 4 never came");
        assertThat(problem(six)).isEqualTo("it follows another receipt 5 than the one that came");
        assertThat(problem(again)).startsWith("receipt 4 came after receipt 6");
        Result seven = receipted(result(assignment), 7, six.receiptStatement());
        deliver(seven);
        assertThat(receipt(seven).has("problem")).isFalse();
        assertThat(stage.viewer().get("/api/v1/fleet").is(200).json().toString())
                .contains(seven.receiptStatement().orElseThrow().toString());
    }

    private String problem(Result result) {
        return receipt(result).path("problem").asString("");
    }

    @Test
    void aResultWithoutAReceiptIsTakenAsBefore() {
        Result plain = result(assigned());
        deliver(plain);
        assertThat(receipt(plain).isMissingNode()).isTrue();
    }

    @Test
    void aReceiptThatDoesNotProveTheRunIsRefusedWithTheWholeBatch() {
        Assignment assignment = assigned();
        Result good = receipted(result(assignment), 1, Optional.empty());
        Result plain = result(assignment);
        ReceiptPredicate own = predicate(plain, 1, Optional.empty(), plain.runId());
        SigningKey stranger = SigningKey.create(KeyType.ED25519, new SecureRandom());
        ReceiptPredicate anothersRun = predicate(plain, 1, Optional.empty(), UUID.randomUUID());
        Result loadedOtherwise = with(
                plain,
                Optional.of(sign(
                        plain, PredicateType.VERIFICATION_SUMMARY, Json.object().put("x", 1), probe.key)),
                Optional.empty());
        Result noReceipt =
                with(plain, Optional.empty(), Optional.of(sign(plain, PredicateType.AUDIT, Json.object(), probe.key)));
        for (Result bad : List.of(
                receipted(plain, own, stranger),
                receipted(plain, anothersRun, probe.key),
                receipted(loadedOtherwise, own, probe.key),
                noReceipt)) {
            assertThat(probe.client()
                            .post(probe.path("/results"), Probe.batch(good, bad))
                            .is(422)
                            .problem())
                    .isEqualTo("receipt");
        }
        stage.viewer().get("/api/v1/results/" + good.runId()).is(404);
        deliver(good, receipted(plain, predicate(plain, 2, good.receiptStatement(), plain.runId()), probe.key));
    }
}
