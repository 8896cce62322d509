package dev.assay.trust;

import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.ReviewPredicate;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A person whom the trust policy names as reviewer, with the key that answers. Thread-safe. */
public final class Reviewer {
    /** The code of the refusal to answer with a key that is no reviewer's. */
    public static final String NOT_A_REVIEWER = "not-a-reviewer";

    private final String name;
    private final SigningKey key;

    private Reviewer(String name, SigningKey key) {
        this.name = name;
        this.key = key;
    }

    /**
     * What a reviewer decided.
     *
     * @param reason why, one line
     * @param pullRequest where it was discussed
     * @param validity how long the answer counts
     */
    public record Answer(boolean approved, String reason, Optional<String> pullRequest, Duration validity) {}

    /**
     * The reviewer who holds this key.
     *
     * @throws TrustException with code {@link #NOT_A_REVIEWER} if the policy names the key under another role or none: its
     *     word would count for nothing
     */
    public static Reviewer of(TrustPolicy policy, SigningKey key) {
        Optional<Role> role = policy.roleOf(key.verificationKey());
        if (!role.equals(Optional.of(Role.REVIEWER))) {
            throw new TrustException(
                    NOT_A_REVIEWER,
                    "the key " + key.hint() + " is " + role.map(Role::id).orElse("nobody")
                            + " in the trust policy, not reviewer, so its review would not count",
                    "Sign with the key of a reviewer, or have this one named as one");
        }
        return new Reviewer(policy.nameOf(key.verificationKey()).orElseThrow(), key);
    }

    /** What the trust policy calls this reviewer. */
    public String name() {
        return name;
    }

    /**
     * The signed answer to a module's current audit: it names module, release, audit statement and the capabilities that
     * were seen, so it says nothing about any other.
     */
    public Bundle sign(Release release, Variant variant, Standing.Flagged standing, Answer answer, Instant now) {
        Instant reviewed = now.truncatedTo(ChronoUnit.SECONDS);
        ReviewPredicate review = new ReviewPredicate(
                answer.approved(),
                standing.statement(),
                standing.audit().capabilities(),
                name,
                answer.reason(),
                answer.pullRequest(),
                reviewed,
                reviewed.plus(answer.validity()));
        return Signer.sign(Statement.about(release, variant, PredicateType.REVIEW, review.toJson()), key);
    }
}
