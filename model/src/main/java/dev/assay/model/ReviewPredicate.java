package dev.assay.model;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a security reviewer says of a flagged module. It answers one audit statement: a later audit wants a later review.
 *
 * @param approved whether the reviewer lets it load
 * @param audit the digest of the audit statement's bundle that it answers
 * @param capabilities what the reviewer saw that it may touch
 * @param reviewer for people; who it is is told by the signature
 * @param reason why, one line, for people
 * @param pullRequest where it was discussed, an https address
 */
public record ReviewPredicate(
        boolean approved,
        Digest audit,
        SortedSet<String> capabilities,
        String reviewer,
        String reason,
        Optional<String> pullRequest,
        Instant reviewed,
        Instant expires) {
    private static final String NOUN = "assay.review-statement";
    private static final int FORMAT = 1;
    private static final int MOST_CHARACTERS = 1000;

    public ReviewPredicate {
        if (reason.isBlank() || reason.length() > MOST_CHARACTERS || !reason.equals(Inert.line(reason))) {
            throw new InvalidValueException(
                    "reason", reason, "one line of 1 to " + MOST_CHARACTERS + " visible characters");
        }
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        pullRequest.ifPresent(link -> Manifest.https("pull-request", link));
        if (!expires.isAfter(reviewed)) {
            throw new InvalidValueException("expires", expires.toString(), "a time after " + reviewed);
        }
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT)
                .put("decision", approved ? "approve" : "reject")
                .put("audit", audit.toString())
                .put("reviewer", reviewer)
                .put("reason", reason)
                .put("reviewed", reviewed.toString())
                .put("expires", expires.toString());
        pullRequest.ifPresent(link -> out.put("pull-request", link));
        out.set("capabilities", Json.texts(capabilities));
        return out;
    }

    public static ReviewPredicate fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        String decision = fields.text("decision");
        if (!decision.equals("approve") && !decision.equals("reject")) {
            throw new InvalidValueException(fields.path() + ".decision", decision, "'approve' or 'reject'");
        }
        ReviewPredicate predicate = new ReviewPredicate(
                decision.equals("approve"),
                fields.value("audit", Digest::parse),
                new TreeSet<>(fields.requiredTexts("capabilities", 64)),
                fields.text("reviewer"),
                fields.text("reason"),
                fields.optionalText("pull-request"),
                fields.instant("reviewed"),
                fields.instant("expires"));
        fields.end();
        return predicate;
    }
}
