package dev.assay.github.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.github.CommitId;
import dev.assay.github.gate.Publishable.Answer;
import dev.assay.model.Digest;
import dev.assay.model.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishableTest {
    private final Scene scene = new Scene();

    @AfterEach
    void nothingWasAskedThatGitHubDoesNotDescribe() {
        scene.close();
    }

    private void refused(Answer answer, String why) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.No.class, no -> assertThat(no.why()).contains(why));
    }

    @Test
    void whatWasApprovedIsPublished() {
        scene.report(Scene.judgement(Verdict.APPROVED, true));
        assertThat(scene.afterMerge(Scene.RELEASE)).isInstanceOf(Answer.Yes.class);
    }

    @Test
    void anotherReleaseThanTheJudgedOneIsANewCandidate() {
        scene.report(Scene.judgement(Verdict.APPROVED, true));
        refused(scene.afterMerge(Digest.of(new byte[] {1})), "not the one that was judged");
    }

    @Test
    void whatIsFlaggedNeedsItsReviewers() {
        scene.report(Scene.judgement(Verdict.FLAGGED, true));
        refused(scene.afterMerge(Scene.RELEASE), "waiting for review");
    }

    @Test
    void whatIsFlaggedAndReviewedIsPublishedWithTheirNames() {
        scene.report(Scene.judgement(Verdict.FLAGGED, true));
        scene.repository.review(scene.pull, Scene.KIM, "APPROVED", Scene.HEAD);
        assertThat(scene.afterMerge(Scene.RELEASE))
                .isInstanceOfSatisfying(
                        Answer.Yes.class,
                        yes -> assertThat(yes.approvals().names()).isEqualTo("kim"));
    }

    @Test
    void whatAReviewerStoppedIsNotPublished() {
        scene.report(Scene.judgement(Verdict.APPROVED, true));
        scene.repository.review(scene.pull, Scene.KIM, "CHANGES_REQUESTED", Scene.HEAD);
        refused(scene.afterMerge(Scene.RELEASE), "rejected");
    }

    @Test
    void whatWasRejectedOrNotCheckedIsNotPublishedWhoeverMergesIt() {
        scene.report(Scene.judgement(Verdict.REJECTED, true));
        scene.repository.review(scene.pull, Scene.KIM, "APPROVED", Scene.HEAD);
        refused(scene.afterMerge(Scene.RELEASE), "rejected");
    }

    @Test
    void aCommitThatPassedNoGateIsNotPublished() {
        refused(scene.afterMerge(Scene.RELEASE), "without passing the gate");
        refused(
                new Publishable(scene.publishing(), scene.file).ask(CommitId.parse("1".repeat(40)), Scene.RELEASE),
                "did not come by one merged pull request");
    }

    @Test
    void aCheckRunOfAnotherAppIsNotBelieved() {
        scene.repository.foreignCheck(Gate.CHECK, Scene.HEAD, "APPROVED " + Scene.RELEASE + "=APPROVED");
        refused(scene.afterMerge(Scene.RELEASE), "without passing the gate");
    }
}
