package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.trust.BundleVerifier;
import dev.assay.trust.Verification;
import dev.assay.trust.VerificationKey;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What runtimes tell: how they stand, and what their runs found. A runtime speaks for itself alone. */
final class Reports {
    private static final int MOST_RESULTS = 100;

    private final Database database;
    private final Revisions revisions;
    private final Clock clock;

    Reports(Database database, Revisions revisions, Clock clock) {
        this.database = database;
        this.revisions = revisions;
        this.clock = clock;
    }

    Reply status(Call call) {
        UUID runtime = call.id("runtime");
        RuntimeStatus status = RuntimeStatus.fromJson(call.fields());
        if (!status.runtimeId().equals(runtime)) {
            return anothers("The status", status.runtimeId());
        }
        boolean sameProfile = database.telling(t -> {
            t.run(
                    "UPDATE runtime SET last_seen = ?, status = ?::jsonb WHERE id = ?",
                    clock.instant(),
                    status.toJson(),
                    runtime);
            return EnrolledRuntime.find(t, runtime).orElseThrow().profile().equals(status.profile());
        });
        if (!sameProfile) {
            // Another engine may need another variant.
            database.alone(t -> {
                t.run(
                        "UPDATE runtime SET profile = ?::jsonb WHERE id = ?",
                        status.profile().toJson(),
                        runtime);
                revisions.update(t, runtime, call.caller());
                return true;
            });
        }
        return Answer.empty(204);
    }

    Reply results(Call call) {
        UUID runtime = call.id("runtime");
        List<Result> results = call.fields().objects("results", MOST_RESULTS).stream()
                .map(Result::fromJson)
                .toList();
        for (Result result : results) {
            if (!result.runtimeId().equals(runtime)) {
                return anothers("The result " + result.runId(), result.runtimeId());
            }
        }
        return database.telling(t -> {
            VerificationKey key = VerificationKey.parse(
                    EnrolledRuntime.find(t, runtime).orElseThrow().key(), "key of runtime " + runtime);
            Optional<Problem> unproved = results.stream()
                    .flatMap(result -> unproved(result, key)
                            .or(() -> ReceiptChain.unproved(result, key).map(why -> notOfTheRun(result, why)))
                            .stream())
                    .findFirst();
            return unproved.isPresent() ? unproved.get() : store(t, results);
        });
    }

    /** A load statement says that this runtime, and nobody else, decided to load exactly what the result names. */
    private static Optional<Problem> unproved(Result result, VerificationKey key) {
        return result.load()
                .flatMap(bundle -> switch (BundleVerifier.verify(Json.canonical(bundle), List.of(key))) {
                    case Verification.Refused refused ->
                        Optional.of(refused.reason().toString());
                    case Verification.Verified verified
                    when verified.statement().predicateType().equals(PredicateType.VERIFICATION_SUMMARY)
                            && verified.statement().isAbout(result.module(), result.release()) ->
                        Optional.<String>empty();
                    case Verification.Verified _ ->
                        Optional.of("it is no summary about the module and release of the result");
                })
                .map(why -> Problem.of(
                        422,
                        "load-statement",
                        "The load statement of the result " + result.runId() + " does not prove what it was loaded by: "
                                + Inert.line(why, 500) + ". Nothing was stored"));
    }

    private static Problem notOfTheRun(Result result, String why) {
        return Problem.of(
                422,
                "receipt",
                "The receipt of the result " + result.runId() + " does not prove this run: " + Inert.line(why, 500)
                        + ". Nothing was stored");
    }

    /** First everything is looked at, then everything is stored: a batch is never stored in part. */
    private Reply store(Transaction t, List<Result> results) throws SQLException {
        Map<UUID, String> known = new HashMap<>();
        List<Result> fresh = new ArrayList<>();
        for (Result result : results) {
            String document = result.toJson().toString();
            if (!known.containsKey(result.runId())) {
                Optional<String> stored = stored(t, result.runId());
                if (stored.isEmpty()) {
                    fresh.add(result);
                }
                known.put(result.runId(), stored.orElse(document));
            }
            if (!document.equals(known.get(result.runId()))) {
                return Problem.of(
                        409,
                        "run-id",
                        "Another result has the run id " + result.runId()
                                + ". Give each run its own; nothing was stored");
            }
        }
        for (Result result : fresh) {
            insert(t, result);
        }
        return Answer.json(Json.object().put("stored", fresh.size()).put("duplicates", results.size() - fresh.size()));
    }

    private static Optional<String> stored(Transaction t, UUID run) throws SQLException {
        return t.first("SELECT document FROM result WHERE run = ?", row -> row.text("document"), run);
    }

    private void insert(Transaction t, Result result) throws SQLException {
        Findings findings = Findings.of(result);
        t.run(
                """
                INSERT INTO result (run, runtime, plugin, version, module, release, outcome, detail, started,
                    duration_ms, revision, received, satisfied, not_satisfied, document)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                result.runId(),
                result.runtimeId(),
                result.plugin().toString(),
                result.version().toString(),
                result.module().toString(),
                result.release().toString(),
                result.outcome().id(),
                result.detail(),
                result.started(),
                result.duration().toMillis(),
                result.revision(),
                clock.instant(),
                findings.satisfied(),
                findings.notSatisfied(),
                result.toJson().toString());
        ReceiptChain.store(t, result);
        // Results may arrive late and out of order: the one that started last is shown.
        t.run("""
                INSERT INTO latest_result AS l VALUES (?, ?, ?, ?::jsonb)
                ON CONFLICT (runtime, plugin) DO UPDATE SET run = excluded.run, findings = excluded.findings
                WHERE (SELECT started FROM result WHERE run = l.run) <= ?""", result.runtimeId(), result.plugin().toString(), result.runId(), findings.toJson(), result.started());
    }

    private static Problem anothers(String what, UUID runtime) {
        return Problem.of(
                403, "another-runtime", what + " names the runtime " + runtime + ". A runtime speaks for itself alone");
    }
}
