package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Api;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import dev.assay.model.Release;
import dev.assay.model.fleet.RecordPolicy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What administrators ask to run where. Each write resolves, makes revisions and is logged, all in one transaction. */
final class Requirements {
    private final Database database;
    private final Resolver resolver;
    private final Revisions revisions;
    private final AuditLog log;
    private final Clock clock;

    Requirements(Database database, Resolver resolver, Revisions revisions, AuditLog log, Clock clock) {
        this.database = database;
        this.resolver = resolver;
        this.revisions = revisions;
        this.log = log;
        this.clock = clock;
    }

    static List<Requirement> all(Transaction transaction) throws SQLException {
        return transaction.all("SELECT * FROM requirement ORDER BY number", Requirement::read);
    }

    static Optional<Requirement> find(Transaction transaction, UUID id) throws SQLException {
        return transaction.first("SELECT * FROM requirement WHERE id = ?", Requirement::read, id);
    }

    Reply list(Call call) {
        Page page = Page.of(call);
        return page.answer(
                database.inTransaction(t -> t.all(
                        "SELECT * FROM requirement WHERE number > ? ORDER BY number LIMIT ?",
                        Requirement::read,
                        page.after(0),
                        page.fetch())),
                Requirement::number,
                Requirement::toJson);
    }

    Reply get(Call call) {
        UUID id = call.id("requirement");
        return database.inTransaction(t -> find(t, id))
                .<Reply>map(requirement -> shown(200, requirement))
                .orElseGet(() -> unknown(id));
    }

    Reply create(Call call) {
        return resolved(
                call,
                (draft, release) -> database.alone(t -> {
                    UUID id = UUID.randomUUID();
                    Optional<Problem> problem = targetProblem(t, draft, id);
                    if (problem.isPresent()) {
                        return problem.get();
                    }
                    Instant now = clock.instant();
                    t.run("""
                    INSERT INTO requirement (runtime, selector, plugin, versions, config, grants, limits, every,
                        release, changed, policies, policy_data, id, created)
                    VALUES (?, ?::jsonb, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?)""", values(draft, release, now, id, now));
                    return written(t, call, "create-requirement", null, id, 201);
                }));
    }

    Reply replace(Call call) {
        UUID id = call.id("requirement");
        return resolved(
                call,
                (draft, release) -> onlyIfUnchanged(call, id, t -> before -> {
                    Optional<Problem> problem = targetProblem(t, draft, id);
                    if (problem.isPresent()) {
                        return problem.get();
                    }
                    t.run("""
                    UPDATE requirement SET runtime = ?, selector = ?::jsonb, plugin = ?, versions = ?, config = ?::jsonb,
                        grants = ?::jsonb, limits = ?::jsonb, every = ?, release = ?, changed = ?, policies = ?::jsonb,
                        policy_data = ?::jsonb, edition = edition + 1
                    WHERE id = ?""", values(draft, release, clock.instant(), id));
                    return written(t, call, "replace-requirement", before, id, 200);
                }));
    }

    Reply delete(Call call) {
        UUID id = call.id("requirement");
        return onlyIfUnchanged(call, id, t -> before -> {
            t.run("DELETE FROM requirement WHERE id = ?", id);
            log.append(t, call.caller(), "delete-requirement", "requirement " + id, before.toJson(), null);
            revisions.updateAll(t, call.caller());
            return Answer.empty(204);
        });
    }

    private interface Write {
        Reply to(Draft draft, Release release);
    }

    private interface Change {
        Reply of(Requirement before) throws SQLException;
    }

    private Reply resolved(Call call, Write write) {
        Draft draft = Draft.fromJson(call.fields());
        return switch (resolver.resolve(draft)) {
            case Resolver.Outcome.Impossible impossible -> impossible.problem();
            case Resolver.Outcome.Resolved found -> write.to(draft, found.release());
        };
    }

    private Reply onlyIfUnchanged(Call call, UUID id, Function<Transaction, Change> change) {
        Optional<String> etag = call.optional("If-Match");
        if (etag.isEmpty()) {
            return Problem.of(428, "if-match", "Read the requirement first, and send its ETag in If-Match");
        }
        return database.alone(t -> {
            Optional<Requirement> before = find(t, id);
            if (before.isEmpty()) {
                return unknown(id);
            }
            return before.get().etag().equals(etag.get())
                    ? change.apply(t).of(before.get())
                    : Problem.of(
                            412,
                            "changed",
                            "The requirement " + id + " was changed since it was read. Read it again, then decide");
        });
    }

    private static Optional<Problem> targetProblem(Transaction t, Draft draft, UUID own) throws SQLException {
        if (draft.target() instanceof Target.One one
                && EnrolledRuntime.find(t, one.runtime()).isEmpty()) {
            return Optional.of(Problem.of(422, "unknown-runtime", "There is no runtime " + one.runtime()));
        }
        return t
                .all(
                        "SELECT * FROM requirement WHERE plugin = ?",
                        Requirement::read,
                        draft.plugin().toString())
                .stream()
                .filter(other ->
                        !other.id().equals(own) && other.draft().target().equals(draft.target()))
                .findFirst()
                .map(
                        other -> Problem.of(
                                409,
                                "required-already",
                                "The requirement " + other.id() + " asks for " + draft.plugin()
                                        + " of the same runtimes, and of two only the older counts. Replace or remove that one"));
    }

    private Reply written(Transaction t, Call call, String action, @Nullable Requirement before, UUID id, int status)
            throws SQLException {
        Requirement after = find(t, id).orElseThrow();
        log.append(
                t, call.caller(), action, "requirement " + id, before == null ? null : before.toJson(), after.toJson());
        revisions.updateAll(t, call.caller());
        return shown(status, after);
    }

    /** In the order of the statements above; {@code last} are theirs alone. */
    private static @Nullable Object[] values(Draft draft, Release release, Instant changed, Object... last) {
        @Nullable Object[] values = new @Nullable Object[12 + last.length];
        values[0] = draft.target() instanceof Target.One one ? one.runtime() : null;
        values[1] = draft.target() instanceof Target.Labelled labelled ? Target.toJson(labelled.labels()) : null;
        values[2] = draft.plugin().toString();
        values[3] = draft.versions().toString();
        values[4] = draft.config();
        values[5] = draft.grants().toJson();
        values[6] = draft.limits().toJson();
        values[7] = draft.interval().toString();
        values[8] = release.bytes();
        values[9] = changed;
        values[10] = RecordPolicy.toJson(draft.policies());
        values[11] = draft.policyData();
        System.arraycopy(last, 0, values, 12, last.length);
        return values;
    }

    private static Reply shown(int status, Requirement requirement) {
        return Answer.json(status, requirement.toJson()).with("ETag", requirement.etag());
    }

    private static Problem unknown(UUID id) {
        return Api.notFound("There is no requirement " + id + ". GET /api/v1/requirements lists them");
    }
}
