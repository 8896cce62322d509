package dev.assay.runtime;

import dev.assay.judgement.Judge;
import dev.assay.judgement.Judgement;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.model.Reason;
import dev.assay.model.Request;
import dev.assay.model.Response;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.Result;
import dev.assay.sandbox.Assessment;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import dev.assay.sandbox.receipt.Draft;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.trust.Bundle;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs a plugin once, if it still may, and keeps a receipt and a result of whatever comes of it. Thread-safe. */
final class Runner {
    private final UUID runtime;
    private final Plugins plugins;
    private final Sandbox sandbox;
    private final Ledger ledger;
    private final ResultQueue queue;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param ledger keeps the receipts
     * @param queue keeps the results, in the order of their receipts
     */
    Runner(
            UUID runtime,
            Plugins plugins,
            Sandbox sandbox,
            Ledger ledger,
            ResultQueue queue,
            Clock clock,
            Supplier<UUID> ids) {
        this.runtime = runtime;
        this.plugins = plugins;
        this.sandbox = sandbox;
        this.ledger = ledger;
        this.queue = queue;
        this.clock = clock;
        this.ids = ids;
    }

    /** One result, always, of the run or of the refusal to run. When this returns it is on the disk, after its receipt. */
    Result run(Standing standing, Basis basis, long revision) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Assignment> active = standing.active();
        if (active.isEmpty()) {
            return refused(standing.desired(), standing.reasons(), revision, now);
        }
        Assignment assignment = active.get();
        // Asked again: since it was activated, something may have expired.
        return switch (plugins.prepare(assignment, basis, now)) {
            case Prepared.Ready ready -> assess(ready, revision, now);
            case Prepared.Refused refused -> {
                standing.refuse(refused.reasons());
                yield refused(assignment, refused.reasons(), revision, now);
            }
        };
    }

    /** Has the sandbox make ready for a run that comes soon. What may not run then is found out by the run. */
    void expect(Standing standing, Basis basis) throws InterruptedException {
        Optional<Assignment> active = standing.active();
        if (active.isPresent()
                && plugins.prepare(active.get(), basis, clock.instant()) instanceof Prepared.Ready ready) {
            sandbox.expect(assessment(ready, ids.get(), clock.instant()));
        }
    }

    private Assessment assessment(Prepared.Ready ready, UUID id, Instant now) {
        Assignment assignment = ready.assignment();
        Limits limits = assignment.limits().least(ready.manifest().limits()).least(sandbox.limits());
        Request request = Request.of(
                id,
                runtime,
                now.plus(limits.time()),
                assignment.plugin(),
                assignment.version(),
                assignment.module(),
                assignment.config(),
                assignment.policyData());
        return Assessment.assess(ready.module(), ready.manifest(), assignment.grants(), assignment.limits(), request);
    }

    private Result assess(Prepared.Ready ready, long revision, Instant now) throws InterruptedException {
        Assignment assignment = ready.assignment();
        UUID id = ids.get();
        Assessment assessment = assessment(ready, id, now);
        Run run = sandbox.run(assessment);
        Draft draft = Draft.of(
                new Draft.Subject(
                        assignment.plugin(),
                        assignment.version(),
                        assignment.module(),
                        assignment.release(),
                        ready.decision().auditStatement(),
                        ready.load().digest()),
                id,
                assessment.operation(),
                assessment.request(),
                run,
                random);
        ObjectNode response = response(assignment, run);
        Judgement judgement = judged(assignment, run, response);
        return ledger.append(draft, receipt -> kept(result(ready, id, revision, run, response, judgement, receipt)));
    }

    private Result result(
            Prepared.Ready ready,
            UUID id,
            long revision,
            Run run,
            ObjectNode response,
            Judgement judgement,
            Receipt receipt) {
        Assignment assignment = ready.assignment();
        Optional<Digest> audit = Optional.of(ready.decision().auditStatement());
        ObjectNode stamped = new Stamp(
                        assignment,
                        runtime,
                        id,
                        audit,
                        Optional.of(ready.load().digest()),
                        Optional.of(receipt.bundle().digest()),
                        run.started())
                .on(response, judgement);
        return result(
                id,
                assignment,
                revision,
                audit,
                run.outcome(),
                run.detail(),
                run.started(),
                run.duration(),
                run.fuel(),
                stamped,
                Optional.of(ready.load()),
                Optional.of(receipt.bundle()));
    }

    private Result kept(Result result) {
        queue.put(result);
        return result;
    }

    private static ObjectNode response(Assignment assignment, Run run) {
        if (run.outcome() != Outcome.COMPLETED) {
            Reason reason = new Reason(
                    run.outcome().id(),
                    assignment.plugin() + " was stopped: " + run.detail(),
                    "See the plugin's limits, grants and log");
            return RuntimeFinding.response(assignment.plugin(), List.of(reason));
        }
        Response response = Response.read(run.response(), run.response().length);
        ObjectNode json = response.json().deepCopy();
        if (response.status() == Response.Status.FAILURE) {
            List<Reason> reasons = response.errors().stream()
                    .map(problem -> new Reason(problem.code(), problem.message(), ""))
                    .toList();
            RuntimeFinding.addTo(
                    json,
                    assignment.plugin(),
                    reasons.isEmpty()
                            ? List.of(new Reason("failure", assignment.plugin() + " says that it failed", ""))
                            : reasons);
        }
        return json;
    }

    /** What the administrator's policies say of the run. One that gave no answer meets no objective. */
    private static Judgement judged(Assignment assignment, Run run, ObjectNode response) throws InterruptedException {
        if (run.outcome() != Outcome.COMPLETED) {
            return unjudged(assignment, "ended as " + run.outcome().id());
        }
        try {
            return Judge.of(assignment.policies()).judge(response, assignment.config(), assignment.policyData());
        } catch (RuntimeException | StackOverflowError e) {
            // A defect of ours, and still no silence: the run has its receipt and its result.
            return unjudged(assignment, "could not be judged: " + e.getClass().getSimpleName());
        }
    }

    private static Judgement unjudged(Assignment assignment, String why) {
        return Judge.of(assignment.policies()).without(assignment.plugin() + " " + why);
    }

    private Result refused(Assignment assignment, List<Reason> why, long revision, Instant now) {
        List<Reason> reasons = why.isEmpty()
                ? List.of(new Reason("not-prepared", assignment.plugin() + " is not prepared yet", ""))
                : why;
        UUID id = ids.get();
        ObjectNode response = new Stamp(
                        assignment, runtime, id, Optional.empty(), Optional.empty(), Optional.empty(), now)
                .on(RuntimeFinding.response(assignment.plugin(), reasons), unjudged(assignment, "was refused"));
        String detail = String.join("; ", reasons.stream().map(Reason::message).toList());
        return kept(result(
                id,
                assignment,
                revision,
                Optional.empty(),
                Outcome.REFUSED,
                detail,
                now,
                Duration.ZERO,
                0,
                response,
                Optional.empty(),
                Optional.empty()));
    }

    private Result result(
            UUID id,
            Assignment assignment,
            long revision,
            Optional<Digest> audit,
            Outcome outcome,
            String detail,
            Instant started,
            Duration duration,
            long fuel,
            ObjectNode response,
            Optional<Bundle> load,
            Optional<Bundle> receipt) {
        Result result = new Result(
                id,
                runtime,
                revision,
                assignment.plugin(),
                assignment.version(),
                assignment.module(),
                assignment.release(),
                audit,
                outcome,
                detail,
                started,
                duration.truncatedTo(ChronoUnit.MILLIS),
                fuel,
                Optional.of(response),
                load.map(Runner::json),
                receipt.map(Runner::json));
        return ResultQueue.takes(result) ? result : withoutItsResponse(result, assignment);
    }

    private static JsonNode json(Bundle bundle) {
        return Json.read(bundle.bytes(), Bundle.MOST_BYTES);
    }

    /** A response that cannot be delivered is replaced by the finding that says so: it must not vanish. */
    private Result withoutItsResponse(Result result, Assignment assignment) {
        Reason reason = new Reason(
                "response-not-deliverable",
                "the response of " + assignment.plugin() + " is too large or nested too deeply to be delivered",
                "Lower the plugin's output limit, or correct the plugin");
        ObjectNode finding = new Stamp(
                        assignment,
                        runtime,
                        result.runId(),
                        result.audit(),
                        result.loadStatement(),
                        result.receiptStatement(),
                        result.started())
                .on(
                        RuntimeFinding.response(assignment.plugin(), List.of(reason)),
                        unjudged(assignment, "gave a response that cannot be delivered"));
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
                reason.message(),
                result.started(),
                result.duration(),
                result.fuel(),
                Optional.of(finding),
                result.load(),
                result.receipt());
    }
}
