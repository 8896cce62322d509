package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Reason;
import dev.assay.model.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reviewer's answer counts for exactly what was answered, and only a reviewer's does. */
class ReviewerTest {
    private static final Reviewer.Answer YES = answer(true, "the extra file is its own configuration");
    private static final Reviewer.Answer NO = answer(false, "it reads the shadow file");

    @Test
    void anAnswerOfEachOfTheQuorumAdmits() {
        Scene scene = Scene.flagged(2);
        assertThat(scene.refusals()).containsExactly("review-quorum-missing");
        answer(scene, Scene.REVIEWER, YES);
        assertThat(standing(scene).isWaiting()).isTrue();
        assertThat(standing(scene).approving()).containsExactly("alice");
        answer(scene, Scene.SECOND_REVIEWER, YES);
        assertThat(standing(scene).isApproved()).isTrue();
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void oneRejectionSettlesItWhateverTheQuorumSays() {
        Scene scene = Scene.flagged(1);
        answer(scene, Scene.REVIEWER, YES);
        answer(scene, Scene.SECOND_REVIEWER, NO);
        assertThat(standing(scene).isApproved()).isFalse();
        assertThat(standing(scene).isWaiting()).isFalse();
        assertThat(standing(scene).rejecting()).containsExactly("bob");
        assertThat(scene.refusals()).containsExactly("review-rejected");
    }

    @Test
    void aLaterAuditWantsALaterReview() {
        Scene scene = Scene.flagged(1);
        Bundle old = answer(scene, Scene.REVIEWER, YES);
        scene.audit(Scene.predicate(Verdict.FLAGGED));
        scene.bundles.add(old.bytes());
        scene.listed.put(old.digest(), Scene.LISTED);
        assertThat(standing(scene).isWaiting()).isTrue();
        assertThat(standing(scene).setAside()).extracting(Reason::code).containsExactly("review-of-other-audit");
        answer(scene, Scene.REVIEWER, YES);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void anAnswerCountsUntilItsLastSecond() {
        Scene scene = Scene.flagged(1);
        answer(scene, Scene.REVIEWER, new Reviewer.Answer(true, "for a day", Optional.empty(), Duration.ofDays(1)));
        scene.now = Scene.NOW.plus(Duration.ofDays(1)).minusSeconds(1);
        assertThat(standing(scene).isApproved()).isTrue();
        scene.now = Scene.NOW.plus(Duration.ofDays(1));
        assertThat(standing(scene).isWaiting()).isTrue();
        assertThat(scene.refusals()).contains("review-expired");
    }

    @Test
    void onlyAReviewerOfThePolicyMayAnswer() {
        Scene scene = Scene.flagged(1);
        TrustPolicy policy = new TrustPolicy(scene.rules);
        for (SigningKey other : new SigningKey[] {Scene.AUDITOR, Scene.PUBLISHER, Scene.STRANGER}) {
            assertThatThrownBy(() -> Reviewer.of(policy, other))
                    .isInstanceOf(TrustException.class)
                    .hasMessageContaining("not reviewer")
                    .hasMessageContaining(other.hint());
        }
        assertThat(Reviewer.of(policy, Scene.REVIEWER).name()).isEqualTo("alice");
    }

    @Test
    void whatIsNotFlaggedIsNotForReview() {
        assertThat(codes(Scene.approved())).containsExactly("not-flagged");
        Scene rejected = Scene.flagged(1);
        rejected.audit(Scene.predicate(Verdict.REJECTED));
        assertThat(codes(rejected)).containsExactly("verdict-rejected");
        Scene unaudited = Scene.flagged(1);
        unaudited.current = Optional.empty();
        assertThat(codes(unaudited)).contains("no-audit-statement");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\nlines", "hidden \u202e text"})
    void aReasonIsOneVisibleLine(String reason) {
        Scene scene = Scene.flagged(1);
        assertThatThrownBy(() -> answer(scene, Scene.REVIEWER, answer(true, reason)))
                .hasMessageContaining("visible characters");
    }

    private static Reviewer.Answer answer(boolean approved, String reason) {
        return new Reviewer.Answer(approved, reason, Optional.empty(), Duration.ofDays(30));
    }

    private static Bundle answer(Scene scene, SigningKey key, Reviewer.Answer answer) {
        Bundle bundle = Reviewer.of(new TrustPolicy(scene.rules), key)
                .sign(scene.release, scene.variant, standing(scene), answer, Scene.NOW);
        scene.bundles.add(bundle.bytes());
        scene.listed.put(bundle.digest(), Scene.LISTED);
        return bundle;
    }

    private static Standing.Flagged standing(Scene scene) {
        return (Standing.Flagged) ask(scene);
    }

    private static java.util.List<String> codes(Scene scene) {
        return ((Standing.NotReviewable) ask(scene))
                .reasons().stream().map(Reason::code).toList();
    }

    private static Standing ask(Scene scene) {
        return new Admission(new TrustPolicy(scene.rules))
                .standing(
                        scene.release,
                        scene.module,
                        scene.bundles,
                        new IndexedStatements(scene.listedRelease, scene.current, scene.listed, scene.indexExpires),
                        scene.revocations,
                        scene.now);
    }
}
