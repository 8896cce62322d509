package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.PredicateType;
import dev.assay.model.ReviewPredicate;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import dev.assay.trust.TrustPolicy.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What lets a flagged module load, and what does not: reviews, each with its near miss. */
class ReviewedAdmissionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aFlaggedModuleWaitsForItsQuorum() {
        Scene scene = Scene.flagged(2);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing");
        scene.bring(scene.review(true), Scene.REVIEWER);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing");
        Bundle second = scene.bring(scene.review(true), Scene.SECOND_REVIEWER);
        assertThat(scene.decide())
                .isInstanceOfSatisfying(
                        Decision.Admitted.class,
                        admitted -> assertThat(admitted.inputs()).hasSize(3).contains(second.digest()));
    }

    @Test
    void oneReviewerCountsOnceHoweverOftenHeSigns() {
        Scene scene = Scene.flagged(2);
        scene.bring(scene.review(true), Scene.SECOND_REVIEWER);
        scene.bring(scene.review(true), Scene.SECOND_REVIEWER);
        assertThat(scene.bundles.get(1)).isNotEqualTo(scene.bundles.get(2));
        assertThat(scene.refusals()).containsExactly("review-quorum-missing");
    }

    @Test
    void withoutReviewersInThePolicyAFlaggedModuleNeverLoads() {
        Scene scene = Scene.flagged(1);
        scene.bring(scene.review(true), Scene.REVIEWER);
        scene.rules.remove(Role.REVIEWER);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "unknown-signer");
    }

    @Test
    void theAuditorsOwnReviewDoesNotCount() {
        Scene scene = Scene.flagged(1);
        scene.bring(scene.review(true), Scene.AUDITOR);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "wrong-role");
    }

    @Test
    void aReviewOfAnEarlierAuditDoesNotCount() {
        Scene scene = Scene.flagged(1);
        ReviewPredicate earlier = scene.review(true);
        scene.audit(Scene.predicate(Verdict.FLAGGED)); // ECDSA: the same words, another bundle.
        scene.bring(earlier, Scene.REVIEWER);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "review-of-other-audit");
    }

    @Test
    void anExpiredReviewDoesNotCountAndOneInItsLastSecondDoes() {
        Scene scene = Scene.flagged(1);
        scene.bring(reviewed(scene, true, Scene.NOW, "exec"), Scene.REVIEWER);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "review-expired");
        scene.now = Scene.NOW.minus(SECOND);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void aReviewFromTheFutureDoesNotCount() {
        Scene scene = Scene.flagged(1);
        scene.bring(scene.review(true), Scene.REVIEWER);
        scene.now = Scene.NOW.minus(Duration.ofHours(1)).minus(Evidence.SKEW).minus(SECOND);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "review-from-the-future");
        scene.now = scene.now.plus(SECOND);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void aReviewOfOtherCapabilitiesDoesNotCount() {
        Scene scene = Scene.flagged(1);
        scene.bring(reviewed(scene, true, Scene.NOW.plus(SECOND), "file"), Scene.REVIEWER);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "review-capabilities-differ");
    }

    @Test
    void aReviewThatTheIndexDoesNotListDoesNotCount() {
        Scene scene = Scene.flagged(1);
        Bundle review = scene.bring(scene.review(true), Scene.REVIEWER);
        scene.listed.remove(review.digest());
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "statement-not-listed");
    }

    @Test
    void aReviewOfAnotherModuleDoesNotCount() {
        Scene scene = Scene.flagged(1);
        Statement other = Statement.about(
                scene.release,
                Scene.variant("another"),
                PredicateType.REVIEW,
                scene.review(true).toJson());
        scene.bring(other, Scene.REVIEWER);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "statement-about-other-digest");
    }

    @Test
    void aReviewThatRejectsRefusesWhateverOthersSay() {
        Scene scene = Scene.flagged(1);
        scene.bring(scene.review(true), Scene.REVIEWER);
        Bundle rejection = scene.bring(scene.review(false), Scene.SECOND_REVIEWER);
        assertThat(scene.refusals()).containsExactly("review-rejected");
        scene.listed.remove(rejection.digest());
        assertThat(scene.refusals()).isEmpty();
    }

    /** Else who waits would load what was refused. */
    @Test
    void aRejectionStandsAsLongAsTheAuditThatItAnswers() {
        Scene scene = Scene.flagged(1);
        ReviewPredicate soonOver = new ReviewPredicate(
                false,
                scene.current.orElseThrow(),
                new TreeSet<>(List.of("exec")),
                "Bob",
                "no",
                Optional.empty(),
                Scene.NOW.minus(Duration.ofHours(1)),
                Scene.NOW);
        scene.bring(scene.review(true), Scene.REVIEWER);
        Bundle rejection = scene.bring(soonOver, Scene.SECOND_REVIEWER);
        assertThat(scene.refusals()).containsExactly("review-rejected");

        // Nor does it end by the age that the policy allows a review.
        scene.rules.computeIfPresent(
                Role.REVIEWER,
                (_, rule) -> new Rule(rule.identities(), rule.minimum(), Optional.of(Duration.ofDays(1))));
        scene.listed.put(rejection.digest(), Scene.NOW.minus(Duration.ofDays(2)));
        assertThat(scene.refusals()).contains("review-rejected");

        // An approval does.
        scene.listed.remove(rejection.digest());
        scene.bundles.removeIf(bundle -> Arrays.equals(bundle, rejection.bytes()));
        scene.listed.replaceAll((_, _) -> Scene.NOW.minus(Duration.ofDays(2)));
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "statement-too-old");
    }

    @Test
    void aStoreCannotHideARejectionByLosingIt() {
        Scene scene = Scene.flagged(1);
        scene.bring(scene.review(true), Scene.REVIEWER);
        byte[] rejection =
                scene.bring(scene.review(false), Scene.SECOND_REVIEWER).bytes();
        scene.bundles.removeIf(bundle -> Arrays.equals(bundle, rejection));
        assertThat(scene.refusals()).containsExactly("statement-withheld");
    }

    @Test
    void whatDoesNotCountDoesNotKeepFromCountingWhatDoes() {
        Scene scene = Scene.flagged(1);
        scene.bring(scene.review(true), Scene.REVIEWER);
        scene.bring(scene.review(false), Scene.STRANGER);
        scene.bundles.add("rubbish".getBytes(StandardCharsets.UTF_8));
        assertThat(scene.refusals()).isEmpty();
        assertThat(scene.decide().chain().toString())
                .contains("· does not count: unknown-signer")
                .contains("· does not count: bundle-malformed");
    }

    private static ReviewPredicate reviewed(Scene scene, boolean approved, Instant expires, String capability) {
        ReviewPredicate whole = scene.review(approved);
        return new ReviewPredicate(
                approved,
                whole.audit(),
                new TreeSet<>(List.of(capability)),
                whole.reviewer(),
                whole.reason(),
                whole.pullRequest(),
                whole.reviewed(),
                expires);
    }
}
