package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.Row;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Caller;
import dev.assay.control.http.Role;
import dev.assay.model.Digest;
import dev.assay.model.Ids;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Opaque bearer tokens: 256 random bits, of which only the digest is kept. A token is worth what its subject is worth
 * now: a role that changes, or an account that goes, changes or ends it at once. Thread-safe.
 */
final class Tokens {
    private static final int BYTES = 32;
    private static final int MOST_CHARACTERS = 100;

    /** Where a token counts; one kind is none of the others. */
    enum Kind {
        PERSON,
        CONSOLE,
        RUNTIME;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A token as it is given out, once. */
    record Issued(String token, Instant expires) {}

    private final Database database;
    private final Clock clock;
    private final SecureRandom random;

    Tokens(Database database, Clock clock, SecureRandom random) {
        this.database = database;
        this.clock = clock;
        this.random = random;
    }

    /** Random text that is its own proof. */
    String invent() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Issued issue(Transaction transaction, Kind kind, String subject, Duration lifetime) throws SQLException {
        Instant now = clock.instant();
        String token = invent();
        transaction.run("DELETE FROM token WHERE expires <= ?", now);
        transaction.run(
                "INSERT INTO token (digest, kind, subject, created, expires) VALUES (?, ?, ?, ?, ?)",
                digest(token).toString(),
                kind.word(),
                subject,
                now,
                now.plus(lifetime));
        return new Issued(token, now.plus(lifetime));
    }

    /** Whose token of the API this is. */
    Optional<Caller> caller(String token) {
        return find(token, Kind.PERSON).or(() -> find(token, Kind.RUNTIME));
    }

    /** Whose session of the console this is. */
    Optional<Caller.Person> visitor(String token) {
        return find(token, Kind.CONSOLE).map(Caller.Person.class::cast);
    }

    void end(Digest session) {
        database.inTransaction(t -> t.run("DELETE FROM token WHERE digest = ?", session.toString()));
    }

    static Digest digest(String token) {
        return Digest.of(token.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Caller> find(String token, Kind kind) {
        if (token.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        String sql = kind == Kind.RUNTIME ? """
                SELECT r.id AS subject, '' AS role, t.digest FROM token t JOIN runtime r ON r.id::text = t.subject
                WHERE t.digest = ? AND t.kind = ? AND t.expires > ?""" : """
                SELECT a.name AS subject, a.role, t.digest FROM token t JOIN account a ON a.name = t.subject
                WHERE t.digest = ? AND t.kind = ? AND t.expires > ?""";
        return database.inTransaction(
                t -> t.first(sql, row -> caller(kind, row), digest(token).toString(), kind.word(), clock.instant()));
    }

    private static Caller caller(Kind kind, Row row) throws SQLException {
        return kind == Kind.RUNTIME
                ? new Caller.Client(Ids.parse(row.text("subject")))
                : new Caller.Person(row.text("subject"), Role.parse(row.text("role")), row.digest("digest"));
    }
}
