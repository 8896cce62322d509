package dev.assay.audit.advisory;

import dev.assay.audit.AuditException;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.trust.Attribution;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Advisories that an auditor of a trust policy vouches for, by a statement about the digest of their bytes, until a time: after it
 * nobody says that no newer advisory exists, and rules that need them count as not checked. Immutable.
 *
 * @param issued when it was signed, as the signer says
 * @param expires from when on it counts no more
 * @param by what the trust policy calls the signer
 */
public record SignedAdvisories(Advisories advisories, Instant issued, Instant expires, String by) {
    /** Nobody vouches for longer: a file that stays current for years hides what was found since. */
    public static final int MOST_DAYS = 366;

    private static final String NOUN = "assay.advisories-statement";
    private static final int FORMAT = 1;

    /** How far the signer's clock may be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    /**
     * What an auditor signs, from now on.
     *
     * @param name of the file, for people
     * @throws AuditException if it is to count for less than a day or more than {@link #MOST_DAYS}
     */
    public static Statement statement(String name, byte[] document, Instant now, int days) {
        if (days < 1 || days > MOST_DAYS) {
            throw new AuditException("advisories cannot count for " + days + " days. Give 1 to " + MOST_DAYS
                    + ", and sign them anew before");
        }
        Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
        return new Statement(
                List.of(new Statement.Subject(name, Digest.of(document))),
                PredicateType.ADVISORIES,
                Json.document(NOUN, FORMAT)
                        .put("issued", issued.toString())
                        .put("expires", issued.plus(Duration.ofDays(days)).toString()));
    }

    /**
     * Reads a document only once it is known who vouches for exactly these bytes. Whether it has expired is for whoever uses it to ask.
     *
     * @param bundle the signed statement
     * @throws AuditException that says why it is not used, and no other exception
     */
    public static SignedAdvisories read(byte[] document, byte[] bundle, TrustPolicy policy, Instant now) {
        Attribution.Attributed made = switch (Attribution.of(bundle, policy)) {
            case Attribution.Refused refused ->
                throw refused(
                        refused.reason().message() + ". " + refused.reason().remedy());
            case Attribution.Attributed attributed -> attributed;
        };
        String by = Inert.line(made.by().name(), 100);
        Statement statement = made.statement();
        if (made.role() != Role.AUDITOR) {
            throw refused("they are signed by '" + by
                    + "', who is no auditor. Have an auditor of the trust policy sign them");
        }
        if (!statement.predicateType().equals(PredicateType.ADVISORIES)) {
            throw refused("the statement beside them is about something else: "
                    + Inert.line(statement.predicateType(), 200) + ". 'assay advisories sign' makes the right one");
        }
        if (statement.subjects().size() != 1
                || !statement.subjects().getFirst().digest().equals(Digest.of(document))) {
            throw refused("the statement beside them is about other bytes. Fetch both again");
        }
        try {
            return of(document, statement, by, now);
        } catch (ModelException e) {
            throw refused(e.getMessage() + ". Have them signed anew");
        }
    }

    private static SignedAdvisories of(byte[] document, Statement statement, String by, Instant now) {
        Json.requireFormat(statement.predicate(), NOUN, FORMAT);
        Fields fields = Fields.of(statement.predicate(), "predicate");
        fields.text("format");
        Instant issued = fields.instant("issued");
        Instant expires = fields.instant("expires");
        fields.end();
        if (!issued.isBefore(expires) || expires.isAfter(issued.plus(Duration.ofDays(MOST_DAYS)))) {
            throw new InvalidValueException(
                    "predicate.expires", expires.toString(), "a time within " + MOST_DAYS + " days after " + issued);
        }
        if (issued.isAfter(now.plus(AHEAD))) {
            throw new InvalidValueException("predicate.issued", issued.toString(), "a time that is not to come");
        }
        return new SignedAdvisories(Advisories.read(document), issued, expires, by);
    }

    /** Why they count for nothing at this time; empty where they do count. */
    public Optional<String> staleAt(Instant now) {
        return now.isBefore(expires)
                ? Optional.empty()
                : Optional.of("nobody vouches for the advisories since " + expires
                        + ". Fetch newer ones, or have these signed anew");
    }

    private static AuditException refused(String why) {
        return new AuditException("the advisories are not used: " + why);
    }
}
