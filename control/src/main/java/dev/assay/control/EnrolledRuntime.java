package dev.assay.control;

import dev.assay.control.database.Row;
import dev.assay.control.database.Transaction;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.trust.VerificationKey;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A runtime that was let in.
 *
 * @param revision its newest one; 0 before the first
 */
record EnrolledRuntime(
        UUID id,
        String name,
        SortedMap<String, String> labels,
        String key,
        RuntimeProfile profile,
        Instant enrolled,
        Optional<Instant> lastSeen,
        Optional<RuntimeStatus> status,
        long revision) {
    private static final String SELECT =
            "SELECT *, (SELECT max(number) FROM revision WHERE runtime = runtime.id) AS revision FROM runtime ";

    /** Whether it speaks to us. */
    enum State {
        NEVER_SEEN("never-seen"),
        REPORTING("reporting"),
        LOST("lost");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Optional<EnrolledRuntime> find(Transaction transaction, UUID id) throws SQLException {
        return transaction.first(SELECT + "WHERE id = ?", EnrolledRuntime::read, id);
    }

    /** All, by name. */
    static Iterable<EnrolledRuntime> all(Transaction transaction) throws SQLException {
        return transaction.all(SELECT + "ORDER BY name", EnrolledRuntime::read);
    }

    static EnrolledRuntime read(Row row) throws SQLException {
        return new EnrolledRuntime(
                row.id("id"),
                row.text("name"),
                Target.labels(row.json("labels")),
                row.text("key"),
                RuntimeProfile.fromJson(Fields.of(row.json("profile"), "profile")),
                row.time("enrolled"),
                row.optionalTime("last_seen"),
                row.optionalJson("status").map(json -> RuntimeStatus.fromJson(Fields.of(json, "status"))),
                row.number("revision"));
    }

    State state(Instant now) {
        if (lastSeen.isEmpty()) {
            return State.NEVER_SEEN;
        }
        return now.isAfter(lastSeen.get().plus(Fleet.LOST)) ? State.LOST : State.REPORTING;
    }

    ObjectNode toJson(Instant now) {
        ObjectNode out = Json.object()
                .put("id", id.toString())
                .put("name", name)
                .put("key", VerificationKey.parse(key, "key of runtime " + id).hint())
                .put("enrolled", enrolled.toString())
                .put("state", state(now).word());
        out.set("labels", Target.toJson(labels));
        out.set("profile", profile.toJson());
        lastSeen.ifPresent(at -> out.put("last-seen", at.toString()));
        if (revision > 0) {
            out.put("revision", revision);
        }
        return out;
    }
}
