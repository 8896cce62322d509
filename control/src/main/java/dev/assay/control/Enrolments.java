package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Call;
import dev.assay.control.http.Caller;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.trust.KeyType;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lets runtimes in: a one-time token against a public key, then access tokens against proofs of that key. */
final class Enrolments {
    static final String TOKEN_PATH = "/api/v1/token";

    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration ACCESS = Duration.ofMinutes(10);

    private final Database database;
    private final Tokens tokens;
    private final Identity identity;
    private final Revisions revisions;
    private final AuditLog log;
    private final Supplier<URI> address;
    private final Clock clock;

    Enrolments(
            Database database,
            Tokens tokens,
            Identity identity,
            Revisions revisions,
            AuditLog log,
            Supplier<URI> address,
            Clock clock) {
        this.database = database;
        this.tokens = tokens;
        this.identity = identity;
        this.revisions = revisions;
        this.log = log;
        this.address = address;
        this.clock = clock;
    }

    Reply createToken(Call call) {
        Fields fields = call.fields();
        String name = fields.text("name");
        JsonNode labels = fields.optionalNode("labels").orElseGet(Json::object);
        Duration lifetime = fields.optionalValue("lifetime", Durations::parse).orElse(USUAL);
        if (lifetime.isZero() || lifetime.compareTo(LONGEST) > 0) {
            throw new InvalidValueException("$.lifetime", lifetime.toString(), "a duration from PT1S to P7D");
        }
        String secret = tokens.invent();
        Instant expires = clock.instant().plus(lifetime);
        return database.alone(t -> {
            if (t.first("SELECT 1 FROM runtime WHERE name = ?", row -> true, name)
                    .isPresent()) {
                return Problem.of(409, "exists", "There is a runtime " + name + " already. Choose another name");
            }
            t.run(
                    "INSERT INTO enrolment_token (digest, name, labels, made_by, expires) VALUES (?, ?, ?::jsonb, ?, ?)",
                    Tokens.digest(secret).toString(),
                    name,
                    labels,
                    call.caller().label(),
                    expires);
            ObjectNode shown = Json.object().put("name", name).put("expires", expires.toString());
            ObjectNode logged = shown.deepCopy();
            logged.set("labels", labels);
            log.append(t, call.caller(), "create-enrolment-token", "runtime " + name, null, logged);
            shown.put("token", new EnrolmentToken(address.get(), identity.hint(), expires, secret).text());
            return Answer.json(201, shown);
        });
    }

    private record Right(String digest, String name, JsonNode labels, String madeBy) {}

    Reply enrol(Call call) {
        Fields fields = call.fields();
        VerificationKey key = key(fields.text("key"));
        RuntimeProfile profile = RuntimeProfile.fromJson(fields.object("profile"));
        String digest;
        try {
            digest = Tokens.digest(EnrolmentToken.parse(fields.text("token")).secret())
                    .toString();
        } catch (ModelException e) {
            return noRight();
        }
        return database.alone(t -> {
            Optional<Right> right = t.first(
                    """
                    SELECT digest, name, labels, made_by FROM enrolment_token
                    WHERE digest = ? AND used IS NULL AND expires > ? FOR UPDATE""",
                    row -> new Right(row.text("digest"), row.text("name"), row.json("labels"), row.text("made_by")),
                    digest,
                    clock.instant());
            return right.isPresent() ? enrol(t, right.get(), key, profile) : noRight();
        });
    }

    private Reply enrol(Transaction t, Right right, VerificationKey key, RuntimeProfile profile) throws SQLException {
        boolean taken = t.first("SELECT 1 FROM runtime WHERE name = ? OR key = ?", row -> true, right.name(), key.pem())
                .isPresent();
        if (taken) {
            return Problem.of(
                    409,
                    "exists",
                    "There is a runtime named " + right.name()
                            + ", or one with this key, already. Take another name, and a new key");
        }
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        t.run("""
                INSERT INTO runtime (id, name, labels, key, profile, enrolled)
                VALUES (?, ?, ?::jsonb, ?, ?::jsonb, ?)""", id, right.name(), right.labels(), key.pem(), profile.toJson(), now);
        t.run("UPDATE enrolment_token SET used = ?, runtime = ? WHERE digest = ?", now, id, right.digest());
        ObjectNode made = Json.object().put("runtime", id.toString()).put("name", right.name());
        log.append(
                t,
                new Caller.Client(id),
                "enrol",
                "runtime " + right.name(),
                null,
                made.deepCopy().put("key", key.hint()).put("token-of", right.madeBy()));
        revisions.update(t, id, new Caller.Client(id));
        return Answer.json(
                201,
                made.put("control-key", identity.pem())
                        .put("token-url", address.get() + TOKEN_PATH)
                        .put("heartbeat", Fleet.HEARTBEAT.toString()));
    }

    /** RFC 6749, section 4.4, with a client assertion (RFC 7523, section 2.2). */
    Reply token(Call call) {
        ClientAssertion assertion;
        try {
            assertion = ClientAssertion.verify(
                    call.fields().text("client_assertion"), address.get() + TOKEN_PATH, this::keyOf, clock.instant());
        } catch (ModelException e) {
            return invalidClient(String.valueOf(e.getMessage()));
        }
        return database.inTransaction(t -> {
            t.run("DELETE FROM assertion WHERE expires <= ?", clock.instant());
            int fresh = t.run(
                    "INSERT INTO assertion VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    assertion.runtime(),
                    assertion.id(),
                    assertion.expires());
            if (fresh == 0) {
                return invalidClient("client assertion: it was used before; make a new one for each call");
            }
            Tokens.Issued issued =
                    tokens.issue(t, Tokens.Kind.RUNTIME, assertion.runtime().toString(), ACCESS);
            return Answer.json(Json.object()
                    .put("access_token", issued.token())
                    .put("token_type", "Bearer")
                    .put("expires_in", ACCESS.toSeconds()));
        });
    }

    private Optional<VerificationKey> keyOf(UUID runtime) {
        return database.inTransaction(
                        t -> t.first("SELECT key FROM runtime WHERE id = ?", row -> row.text("key"), runtime))
                .map(pem -> VerificationKey.parse(pem, "key of runtime " + runtime));
    }

    private static VerificationKey key(String pem) {
        try {
            VerificationKey key = VerificationKey.parse(pem, "$.key");
            if (key.type() != KeyType.ED25519) {
                throw new InvalidValueException("$.key", "it must be an Ed25519 key");
            }
            return key;
        } catch (TrustException e) {
            throw new InvalidValueException("$.key", String.valueOf(e.getMessage()));
        }
    }

    /** The same words for a token that was used, has expired, or never was: nothing is told to who guesses. */
    private static Problem noRight() {
        return Problem.of(
                        401,
                        "enrolment-token",
                        "The enrolment token is not valid: it counts once, and for a limited time. Ask for a new one")
                .with("WWW-Authenticate", "Bearer");
    }

    private static Problem invalidClient(String why) {
        return Problem.of(401, "invalid-client", why)
                .with("WWW-Authenticate", "Bearer")
                .and("error", "invalid_client");
    }
}
