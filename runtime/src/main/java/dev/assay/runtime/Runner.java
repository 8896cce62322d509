package dev.assay.runtime;

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
import dev.assay.trust.Bundle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Runs a plugin once, if it still may, and makes a result of whatever comes of it. Thread-safe. */
final class Runner {
    private final UUID runtime;
    private final Plugins plugins;
    private final Sandbox sandbox;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Runner(UUID runtime, Plugins plugins, Sandbox sandbox, Clock clock, Supplier<UUID> ids) {
        this.runtime = runtime;
        this.plugins = plugins;
        this.sandbox = sandbox;
        this.clock = clock;
        this.ids = ids;
    }

    /** One result, always: of the run, or of the refusal to run. */
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

    private Result assess(Prepared.Ready ready, long revision, Instant now) throws InterruptedException {
        Assignment assignment = ready.assignment();
        UUID id = ids.get();
        Limits limits = assignment.limits().least(ready.manifest().limits()).least(sandbox.limits());
        Request request = Request.of(
                id,
                runtime,
                now.plus(limits.time()),
                assignment.plugin(),
                assignment.version(),
                assignment.module(),
                assignment.config());
        Run run = sandbox.run(
                Assessment.assess(ready.module(), ready.manifest(), assignment.grants(), assignment.limits(), request));
        Optional<Digest> audit = Optional.of(ready.decision().auditStatement());
        ObjectNode response = new Stamp(
                        assignment, runtime, id, audit, Optional.of(ready.load().digest()), run.started())
                .on(response(assignment, run));
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
                response,
                Optional.of(ready.load()));
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

    private Result refused(Assignment assignment, List<Reason> why, long revision, Instant now) {
        List<Reason> reasons = why.isEmpty()
                ? List.of(new Reason("not-prepared", assignment.plugin() + " is not prepared yet", ""))
                : why;
        UUID id = ids.get();
        ObjectNode response = new Stamp(assignment, runtime, id, Optional.empty(), Optional.empty(), now)
                .on(RuntimeFinding.response(assignment.plugin(), reasons));
        String detail = String.join("; ", reasons.stream().map(Reason::message).toList());
        return result(
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
                Optional.empty());
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
            Optional<Bundle> load) {
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
                load.map(bundle -> Json.read(bundle.bytes(), Bundle.MOST_BYTES)));
        return ResultQueue.takes(result) ? result : withoutItsResponse(result, assignment);
    }

    /** A response that cannot be delivered is replaced by the finding that says so: it must not vanish. */
    private Result withoutItsResponse(Result result, Assignment assignment) {
        Reason reason = new Reason(
                "response-not-deliverable",
                "the response of " + assignment.plugin() + " is too large or nested too deeply to be delivered",
                "Lower the plugin's output limit, or correct the plugin");
        ObjectNode finding = new Stamp(
                        assignment, runtime, result.runId(), result.audit(), result.loadStatement(), result.started())
                .on(RuntimeFinding.response(assignment.plugin(), List.of(reason)));
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
                result.load());
    }
}
