package dev.assay.github.gate;

import static dev.assay.github.fake.FakeRepository.account;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReviewDeskTest {
    private static final String APPROVE = "/assay approve " + Scene.RELEASE;

    private final Scene scene = new Scene();

    @AfterEach
    void nothingWasAskedThatGitHubDoesNotDescribe() {
        scene.close();
    }

    private void flagged() {
        scene.report(Scene.judgement(Verdict.FLAGGED, true));
        assertThat(scene.gate()).isEqualTo("action_required");
    }

    @Test
    void aReviewerOpensTheGateOfWhatIsFlagged() {
        flagged();
        scene.repository.review(scene.pull, Scene.KIM, "APPROVED", Scene.HEAD);
        assertThat(scene.reviewed()).contains(State.REVIEWED);
        assertThat(scene.gate()).isEqualTo("success");
        assertThat(scene.repository.labels(scene.pull)).containsExactly("assay: reviewed");
        assertThat(scene.said()).singleElement().asString().contains("reviewed");
    }

    @Test
    void reviewsThatDoNotCountOpenNothing() {
        flagged();
        scene.repository.review(scene.pull, Scene.KIM, "APPROVED", "9".repeat(40));
        scene.repository.review(scene.pull, account("kim", 99), "APPROVED", Scene.HEAD);
        scene.repository.review(scene.pull, account("stranger", 98), "APPROVED", Scene.HEAD);
        scene.repository.review(scene.pull, Scene.LEE, "COMMENTED", Scene.HEAD);
        assertThat(scene.reviewed()).contains(State.WAITING);
        assertThat(scene.gate()).isEqualTo("action_required");
    }

    @Test
    void nobodyReviewsTheirOwnPullRequest() {
        Scene own = new Scene();
        try (own) {
            long number = own.repository.open(Scene.KIM, "acme/plugins", "kims", Scene.HEAD, "b".repeat(40), "mine");
            own.repository.close(own.pull);
            own.repository.review(number, Scene.KIM, "APPROVED", Scene.HEAD);
            assertThat(Approvals.of(own.reviewing(), own.file, own.reviewing().pullRequest(number))
                            .approving())
                    .isEmpty();
        }
    }

    @Test
    void theQuorumIsCountedInPeople() {
        scene.file = Scene.file(2);
        flagged();
        scene.repository.review(scene.pull, Scene.KIM, "APPROVED", Scene.HEAD);
        scene.repository.review(scene.pull, Scene.KIM, "APPROVED", Scene.HEAD);
        assertThat(scene.reviewed()).contains(State.WAITING);
        assertThat(scene.command(Scene.LEE, APPROVE)).contains(State.REVIEWED);
    }

    @Test
    void theLastWordOfEachCounts() {
        flagged();
        scene.repository.review(scene.pull, Scene.KIM, "APPROVED", Scene.HEAD);
        scene.repository.review(scene.pull, Scene.KIM, "CHANGES_REQUESTED", Scene.HEAD);
        assertThat(scene.reviewed()).contains(State.REJECTED);
        scene.repository.review(scene.pull, Scene.KIM, "APPROVED", Scene.HEAD);
        assertThat(scene.reviewed()).contains(State.REVIEWED);
    }

    @Test
    void aReviewerCanStopWhatTheAuditApproves() {
        scene.report(Scene.judgement(Verdict.APPROVED, true));
        scene.repository.review(scene.pull, Scene.LEE, "CHANGES_REQUESTED", Scene.HEAD);
        assertThat(scene.reviewed()).contains(State.REJECTED);
        assertThat(scene.gate()).isEqualTo("failure");
    }

    @Test
    void noReviewerLetsThroughWhatTheAuditRejectsOrCouldNotCheck() {
        for (Judgement judgement :
                new Judgement[] {Scene.judgement(Verdict.REJECTED, true), Scene.judgement(Verdict.FLAGGED, false)}) {
            scene.report(judgement);
            scene.repository.review(scene.pull, Scene.KIM, "APPROVED", Scene.HEAD);
            scene.reviewed();
            scene.command(Scene.LEE, APPROVE);
            assertThat(scene.gate()).isEqualTo("failure");
        }
    }

    @Test
    void aCommandNamesTheReleaseThatIsMeant() {
        flagged();
        Digest other = Digest.of(new byte[] {1});
        assertThat(scene.command(Scene.KIM, "/assay approve " + other)).isEmpty();
        assertThat(scene.gate()).isEqualTo("action_required");
        assertThat(scene.command(Scene.KIM, APPROVE)).contains(State.REVIEWED);
        assertThat(scene.repository.reactions())
                .extracting(reaction -> reaction.path("content").asString())
                .containsExactly("-1", "+1");
    }

    @Test
    void commandsOfOthersAreRefused() {
        flagged();
        assertThat(scene.command(Scene.MALLORY, APPROVE)).isEmpty();
        assertThat(scene.command(account("kim", 99), APPROVE)).isEmpty();
        assertThat(scene.gate()).isEqualTo("action_required");
        assertThat(scene.said().getLast()).contains("registry.yaml");
    }

    @Test
    void aPushDropsWhatWasSaid() {
        flagged();
        assertThat(scene.command(Scene.KIM, APPROVE)).contains(State.REVIEWED);
        scene.repository.push(scene.pull, "e".repeat(40));
        assertThat(Approvals.of(scene.reviewing(), scene.file, scene.reviewing().pullRequest(scene.pull))
                        .approving())
                .isEmpty();
        assertThat(scene.command(Scene.KIM, APPROVE)).isEmpty();
    }

    @Test
    void helpAnswersAnybodyAndWhatIsNotForUsIsNotHeard() {
        flagged();
        scene.command(Scene.MALLORY, "/assay help");
        assertThat(scene.said().getLast()).contains("/assay reject");
        int before = scene.repository.comments(scene.pull).size();
        scene.command(Scene.KIM, "please /assay approve");
        scene.command("edited", Scene.KIM, APPROVE);
        assertThat(scene.repository.comments(scene.pull)).hasSize(before + 2);
        assertThat(scene.gate()).isEqualTo("action_required");
    }

    @Test
    void whatCannotBeUnderstoodIsSaidSo() {
        flagged();
        for (String odd :
                new String[] {"/assay", "/assay approve", "/assay approve sha256:x", "/assay merge now please"}) {
            assertThat(scene.command(Scene.KIM, odd)).isEmpty();
            assertThat(scene.said().getLast()).contains("do not understand");
        }
        assertThat(scene.gate()).isEqualTo("action_required");
    }
}
