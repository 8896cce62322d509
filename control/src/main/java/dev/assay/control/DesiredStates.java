package dev.assay.control;

import dev.assay.control.database.Changes.Topic;
import dev.assay.control.database.Database;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import dev.assay.model.Digest;
import dev.assay.model.fleet.DesiredState;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.SignedDocument;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Serves each runtime its newest revision as a signed document, and lets it wait for the next. */
final class DesiredStates {
    /** How long a document counts; it is signed anew after half of it. */
    static final Duration VALIDITY = Duration.ofHours(24);

    private final Database database;
    private final Identity identity;
    private final Clock clock;

    DesiredStates(Database database, Identity identity, Clock clock) {
        this.database = database;
        this.identity = identity;
        this.clock = clock;
    }

    private record Signed(long revision, Instant issued, String key, String envelope) {
        String etag() {
            return "\"" + revision + "-"
                    + Digest.of(envelope.getBytes(StandardCharsets.UTF_8)).brief() + "\"";
        }
    }

    Reply get(Call call) throws InterruptedException {
        UUID runtime = call.id("runtime");
        Optional<String> known = call.optional("If-None-Match");
        long end =
                System.nanoTime() + Duration.ofSeconds(call.number("wait", 0)).toNanos();
        while (true) {
            long seen = database.changes().count(Topic.DESIRED);
            Optional<Signed> current = database.inTransaction(t -> current(t, runtime));
            if (current.isEmpty()) {
                return Runtimes.unknown(runtime);
            }
            String etag = current.get().etag();
            if (known.isEmpty() || !known.get().equals(etag)) {
                return Answer.json(current.get().envelope()).with("ETag", etag);
            }
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (!left.isPositive()) {
                return new Answer(304, Map.of("ETag", etag), "", "");
            }
            if (database.changes().closed()) {
                return Problem.of(503, "stopping", "The service is being stopped. Try again");
            }
            database.changes().await(Topic.DESIRED, seen, left);
        }
    }

    private Optional<Signed> current(Transaction t, UUID runtime) throws SQLException {
        Optional<Revisions.Revision> newest = Revisions.newest(t, runtime);
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<Signed> kept = t.first(
                        "SELECT * FROM desired_state WHERE runtime = ?",
                        row -> new Signed(
                                row.number("revision"), row.time("issued"), row.text("key"), row.text("envelope")),
                        runtime)
                .filter(signed -> signed.revision() == newest.get().number()
                        && signed.key().equals(identity.hint())
                        && now.isBefore(signed.issued().plus(VALIDITY.dividedBy(2))));
        return kept.isPresent() ? kept : Optional.of(sign(t, newest.get(), now));
    }

    private Signed sign(Transaction t, Revisions.Revision revision, Instant now) throws SQLException {
        DesiredState state = new DesiredState(
                revision.runtime(), revision.number(), now, now.plus(VALIDITY), revision.assignments());
        SignedDocument document = SignedDocument.sign(DocumentKind.DESIRED_STATE, state.toJson(), identity.key());
        Signed signed = new Signed(
                revision.number(), now, identity.hint(), new String(document.bytes(), StandardCharsets.UTF_8));
        // Where two replicas sign at once the higher revision stays; both documents are good.
        t.run("""
                INSERT INTO desired_state VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (runtime) DO UPDATE SET revision = excluded.revision, issued = excluded.issued,
                    key = excluded.key, envelope = excluded.envelope
                WHERE desired_state.revision <= excluded.revision""", revision.runtime(), signed.revision(), signed.issued(), signed.key(), signed.envelope());
        return signed;
    }
}
