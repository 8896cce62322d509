package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.Row;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Api;
import dev.assay.control.http.Call;
import dev.assay.control.http.Caller;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.fleet.Assignment;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The desired states of runtimes: numbered from 1 for each, never changed, a new one only where something differs. */
final class Revisions {
    private final Database database;
    private final AuditLog log;
    private final Clock clock;

    Revisions(Database database, AuditLog log, Clock clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    /** A revision. */
    record Revision(UUID runtime, long number, Instant made, String by, List<Assignment> assignments) {
        static Revision read(Row row) throws SQLException {
            return new Revision(
                    row.id("runtime"),
                    row.number("number"),
                    row.time("made"),
                    row.text("made_by"),
                    Revisions.assignments(row.json("assignments")));
        }

        ObjectNode toJson() {
            ObjectNode out = Json.object()
                    .put("runtime", runtime.toString())
                    .put("revision", number)
                    .put("made", made.toString())
                    .put("by", by);
            out.set("assignments", Revisions.toJson(assignments));
            return out;
        }
    }

    /** What these requirements mean for this runtime, by plugin: one assignment for each, by precedence. */
    static SortedMap<PluginName, Assignment> assignments(Collection<Requirement> all, EnrolledRuntime runtime) {
        SortedMap<PluginName, Assignment> assignments = new TreeMap<>();
        all.stream()
                .filter(requirement -> requirement.draft().target().includes(runtime.id(), runtime.labels()))
                .sorted(Requirement.PRECEDENCE)
                .forEach(requirement -> assignments.computeIfAbsent(
                        requirement.draft().plugin(), plugin -> requirement.assignment(runtime.profile())));
        return assignments;
    }

    static Optional<Revision> newest(Transaction transaction, UUID runtime) throws SQLException {
        return transaction.first(
                "SELECT * FROM revision WHERE runtime = ? ORDER BY number DESC LIMIT 1", Revision::read, runtime);
    }

    /** Makes a revision for every runtime whose requirements mean something else now. */
    void updateAll(Transaction transaction, Caller who) throws SQLException {
        List<Requirement> requirements = Requirements.all(transaction);
        for (EnrolledRuntime runtime : EnrolledRuntime.all(transaction)) {
            update(transaction, runtime, requirements, who);
        }
    }

    /** The same for one runtime. The transaction must be one that is {@link Database#alone}. */
    void update(Transaction transaction, UUID runtime, Caller who) throws SQLException {
        Optional<EnrolledRuntime> found = EnrolledRuntime.find(transaction, runtime);
        if (found.isPresent()) {
            update(transaction, found.get(), Requirements.all(transaction), who);
        }
    }

    private void update(Transaction transaction, EnrolledRuntime runtime, List<Requirement> requirements, Caller who)
            throws SQLException {
        List<Assignment> assignments =
                List.copyOf(assignments(requirements, runtime).values());
        Optional<Revision> newest = newest(transaction, runtime.id());
        if (newest.isPresent() && newest.get().assignments().equals(assignments)) {
            return;
        }
        long number = newest.map(Revision::number).orElse(0L) + 1;
        ArrayNode json = toJson(assignments);
        transaction.run(
                "INSERT INTO revision VALUES (?, ?, ?, ?, ?::jsonb)",
                runtime.id(),
                number,
                clock.instant(),
                who.label(),
                json);
        log.append(
                transaction,
                who,
                "make-revision",
                "runtime " + runtime.name() + " revision " + number,
                newest.map(r -> wrap(r.assignments())).orElse(null),
                wrap(assignments));
    }

    Reply list(Call call) {
        UUID runtime = call.id("runtime");
        Page page = Page.of(call);
        return database.inTransaction(t -> {
            if (EnrolledRuntime.find(t, runtime).isEmpty()) {
                return Runtimes.unknown(runtime);
            }
            List<Revision> rows = t.all(
                    "SELECT * FROM revision WHERE runtime = ? AND number < ? ORDER BY number DESC LIMIT ?",
                    Revision::read,
                    runtime,
                    page.after(Long.MAX_VALUE),
                    page.fetch());
            return page.answer(rows, Revision::number, Revision::toJson);
        });
    }

    Reply get(Call call) {
        UUID runtime = call.id("runtime");
        int number = call.number("revision", 0);
        return database.inTransaction(t -> t.first(
                        "SELECT * FROM revision WHERE runtime = ? AND number = ?", Revision::read, runtime, number))
                .<Reply>map(revision -> Answer.json(revision.toJson()))
                .orElseGet(() -> Api.notFound("The runtime " + runtime + " has no revision " + number));
    }

    static List<Assignment> assignments(JsonNode json) {
        ObjectNode holder = Json.object();
        holder.set("assignments", json);
        return Fields.of(holder, "revision").objects("assignments", Integer.MAX_VALUE).stream()
                .map(Assignment::fromJson)
                .toList();
    }

    static ArrayNode toJson(List<Assignment> assignments) {
        ArrayNode json = Json.array();
        assignments.forEach(assignment -> json.add(assignment.toJson()));
        return json;
    }

    private static ObjectNode wrap(List<Assignment> assignments) {
        ObjectNode out = Json.object();
        out.set("assignments", toJson(assignments));
        return out;
    }
}
