package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.Row;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Call;
import dev.assay.control.http.Caller;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who changed what. Each entry's hash covers the entry and the hash before it, so none can be changed, dropped or put in
 * between unseen by whoever remembers a later hash. Written in the transaction of the change itself.
 */
final class AuditLog {
    private static final String FIRST = Digest.of(new byte[0]).toString();
    private static final int AT_A_TIME = 1000;

    private final Database database;
    private final Clock clock;

    AuditLog(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Entry(
            long number,
            Instant at,
            String who,
            String action,
            String subject,
            @Nullable String before,
            @Nullable String after,
            String previous,
            String hash) {
        static Entry read(Row row) throws SQLException {
            return new Entry(
                    row.number("number"),
                    row.time("at"),
                    row.text("who"),
                    row.text("action"),
                    row.text("subject"),
                    row.optionalText("before").orElse(null),
                    row.optionalText("after").orElse(null),
                    row.text("previous"),
                    row.text("hash"));
        }

        /** What the hash must be. */
        String computed() {
            ObjectNode covered = Json.document("assay.audit-entry", 1)
                    .put("number", number)
                    .put("at", at.toString())
                    .put("who", who)
                    .put("action", action)
                    .put("subject", subject)
                    .put("before", digest(before))
                    .put("after", digest(after))
                    .put("previous", previous);
            return Digest.of(Json.canonical(covered)).toString();
        }

        private static @Nullable String digest(@Nullable String json) {
            return json == null
                    ? null
                    : Digest.of(json.getBytes(StandardCharsets.UTF_8)).toString();
        }

        ObjectNode toJson() {
            ObjectNode out = Json.object()
                    .put("number", number)
                    .put("at", at.toString())
                    .put("who", who)
                    .put("action", action)
                    .put("subject", subject);
            put(out, "before", before);
            put(out, "after", after);
            return out.put("previous", previous).put("hash", hash);
        }

        private static void put(ObjectNode out, String name, @Nullable String json) {
            if (json != null) {
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                out.set(name, Json.read(bytes, bytes.length));
            }
        }
    }

    /** Adds an entry; the transaction must be one that is {@link Database#alone}. */
    void append(
            Transaction transaction,
            Caller who,
            String action,
            String subject,
            @Nullable JsonNode before,
            @Nullable JsonNode after)
            throws SQLException {
        Optional<Entry> last = transaction.first("SELECT * FROM audit_entry ORDER BY number DESC LIMIT 1", Entry::read);
        Entry draft = new Entry(
                last.map(Entry::number).orElse(0L) + 1,
                clock.instant(),
                who.label(),
                action,
                subject,
                before == null ? null : before.toString(),
                after == null ? null : after.toString(),
                last.map(Entry::hash).orElse(FIRST),
                "");
        transaction.run(
                "INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                draft.number,
                draft.at,
                draft.who,
                draft.action,
                draft.subject,
                draft.before,
                draft.after,
                draft.previous,
                draft.computed());
    }

    Reply list(Call call) {
        Page page = Page.of(call);
        return page.answer(
                database.inTransaction(t -> t.all(
                        "SELECT * FROM audit_entry WHERE number > ? ORDER BY number LIMIT ?",
                        Entry::read,
                        page.after(0),
                        page.fetch())),
                Entry::number,
                Entry::toJson);
    }

    Reply verify(Call call) {
        long entries = 0;
        String previous = FIRST;
        while (true) {
            long from = entries;
            var some = database.inTransaction(t -> t.all(
                    "SELECT * FROM audit_entry WHERE number > ? ORDER BY number LIMIT ?",
                    Entry::read,
                    from,
                    AT_A_TIME));
            if (some.isEmpty()) {
                return Answer.json(Json.object().put("intact", true).put("entries", entries));
            }
            for (Entry entry : some) {
                if (entry.number != entries + 1
                        || !entry.previous.equals(previous)
                        || !entry.hash.equals(entry.computed())) {
                    return Answer.json(Json.object()
                            .put("intact", false)
                            .put("entries", entries)
                            .put("broken-at", entries + 1));
                }
                entries++;
                previous = entry.hash;
            }
        }
    }
}
