package dev.assay.github.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.github.CommitId;
import dev.assay.github.GitHubException;
import dev.assay.github.gate.Reporter.Reported;
import dev.assay.model.Verdict;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReporterTest {
    private final Scene scene = new Scene();

    @AfterEach
    void nothingWasAskedThatGitHubDoesNotDescribe() {
        scene.close();
    }

    @Test
    void whatTheAuditApprovesIsApproved() {
        assertThat(scene.report(Scene.judgement(Verdict.APPROVED, true)))
                .isEqualTo(new Reported.Told(scene.pull, State.APPROVED));
        assertThat(scene.gate()).isEqualTo("success");
        assertThat(scene.repository.labels(scene.pull)).containsExactly("assay: approved");
        assertThat(scene.repository.reviews(scene.pull)).singleElement().satisfies(review -> {
            assertThat(review.path("state").asString()).isEqualTo("APPROVED");
            assertThat(review.path("commit_id").asString()).isEqualTo(Scene.HEAD);
        });
        assertThat(scene.said()).singleElement().asString().contains("approved", Scene.HEAD, Scene.RELEASE.toString());
    }

    @Test
    void aBuildThatLeavesNoReleaseOfThePluginsThatChangedIsIncomplete() {
        Judgement none = new Judgement(Scene.RUN, CommitId.parse(Scene.HEAD), List.of());
        scene.repository.changes(scene.pull, "README.md", "plugins/README.md", "-plugins/ssh/plugin.yaml");
        scene.report(none);
        assertThat(scene.gate()).isEqualTo("neutral");
        assertThat(scene.repository.labels(scene.pull)).isEmpty();

        scene.repository.changes(scene.pull, "README.md", "plugins/ssh/src/main.c");
        scene.report(none);
        assertThat(scene.gate()).isEqualTo("failure");
        assertThat(scene.repository.labels(scene.pull)).containsExactly("assay: incomplete");
        assertThat(scene.said()).singleElement().asString().contains("left no release");
    }

    @Test
    void whatTheAuditFlagsWaitsForReviewers() {
        scene.report(Scene.judgement(Verdict.FLAGGED, true));
        assertThat(scene.gate()).isEqualTo("action_required");
        assertThat(scene.repository.labels(scene.pull)).containsExactly("assay: waiting for review");
        assertThat(scene.repository.reviews(scene.pull)).isEmpty();
        assertThat(scene.fake.requests()).anyMatch(request -> request.endsWith("/requested_reviewers"));
    }

    @Test
    void whatTheAuditRejectsIsRejected() {
        scene.report(Scene.judgement(Verdict.REJECTED, true));
        assertThat(scene.gate()).isEqualTo("failure");
        assertThat(scene.repository.labels(scene.pull)).containsExactly("assay: rejected");
        assertThat(scene.repository.reviews(scene.pull).getFirst().path("state").asString())
                .isEqualTo("CHANGES_REQUESTED");
    }

    @Test
    void whatCouldNotBeCheckedIsNotApproved() {
        scene.report(Scene.judgement(Verdict.FLAGGED, false));
        assertThat(scene.gate()).isEqualTo("failure");
        assertThat(scene.repository.labels(scene.pull)).containsExactly("assay: incomplete");
        assertThat(scene.repository.reviews(scene.pull)).isEmpty();
    }

    @Test
    void aBuildThatFailedIsNotApprovedEvenWithAJudgement() {
        Reporter reporter = new Reporter(scene.reporting(), scene.file);
        var failed = Scene.ran("pull_request", ".github/workflows/build.yml", "failure");
        reporter.report(failed, Optional.of(Scene.judgement(Verdict.APPROVED, true)));
        assertThat(scene.gate()).isEqualTo("failure");
        reporter.report(Scene.built(), Optional.empty());
        assertThat(scene.gate()).isEqualTo("failure");
        assertThat(scene.repository.reviews(scene.pull)).isEmpty();
    }

    @Test
    void aPullRequestThatChangesNoPluginHasNothingToJudge() {
        scene.report(new Judgement(Scene.RUN, CommitId.parse(Scene.HEAD), List.of()));
        assertThat(scene.gate()).isEqualTo("neutral");
        assertThat(scene.repository.labels(scene.pull)).isEmpty();
    }

    @Test
    void aPushDuringTheAuditLeavesNothingSaid() {
        scene.repository.push(scene.pull, "e".repeat(40));
        assertThat(scene.report(Scene.judgement(Verdict.APPROVED, true))).isInstanceOf(Reported.Nothing.class);
        assertThat(scene.repository.checkRuns()).isEmpty();
        assertThat(scene.repository.reviews(scene.pull)).isEmpty();
        assertThat(scene.said()).isEmpty();
        assertThat(scene.repository.labels(scene.pull)).isEmpty();
    }

    @Test
    void aClosedPullRequestAndARunOfAnotherKindAreLeftAlone() {
        Reporter reporter = new Reporter(scene.reporting(), scene.file);
        Optional<Judgement> good = Optional.of(Scene.judgement(Verdict.APPROVED, true));
        assertThat(reporter.report(Scene.ran("push", ".github/workflows/build.yml", "success"), good))
                .isInstanceOf(Reported.Nothing.class);
        assertThat(reporter.report(Scene.ran("pull_request", ".github/workflows/other.yml", "success"), good))
                .isInstanceOf(Reported.Nothing.class);
        scene.repository.close(scene.pull);
        assertThat(reporter.report(Scene.built(), good)).isInstanceOf(Reported.Nothing.class);
        assertThat(scene.repository.checkRuns()).isEmpty();
    }

    @Test
    void aJudgementOfAnotherRunOrCommitIsRefused() {
        Judged approved = Scene.judged(Verdict.APPROVED, true);
        for (Judgement other : List.of(
                new Judgement(Scene.RUN + 1, CommitId.parse(Scene.HEAD), List.of(approved)),
                new Judgement(Scene.RUN, CommitId.parse("f".repeat(40)), List.of(approved)))) {
            assertThatThrownBy(() -> scene.report(other))
                    .isInstanceOf(GitHubException.class)
                    .hasMessageContaining("the judgement is about run");
        }
        assertThat(scene.repository.checkRuns()).isEmpty();
    }

    @Test
    void thereIsOneCommentAndOneLabelHoweverOftenItIsJudged() {
        scene.report(Scene.judgement(Verdict.FLAGGED, true));
        scene.report(Scene.judgement(Verdict.APPROVED, true));
        assertThat(scene.said()).singleElement().asString().contains("approved").doesNotContain("flagged |");
        assertThat(scene.repository.labels(scene.pull)).containsExactly("assay: approved");
    }

    @Test
    void ourApprovalIsTakenBackWhenANewCommitIsFlagged() {
        scene.report(Scene.judgement(Verdict.APPROVED, true));
        scene.report(Scene.judgement(Verdict.FLAGGED, true));
        assertThat(scene.repository.reviews(scene.pull))
                .noneMatch(review -> review.path("state").asString().equals("APPROVED"));
    }

    @Test
    void aCommentThatCopiesOurMarkIsNotTakenForOurs() {
        scene.repository.comment(scene.pull, Scene.MALLORY, "<!-- assay:gate -->\nnot ours");
        scene.report(Scene.judgement(Verdict.APPROVED, true));
        assertThat(scene.repository.comments(scene.pull)).hasSize(2);
        assertThat(scene.repository.comments(scene.pull).getFirst().path("body").asString())
                .contains("not ours");
    }

    @Test
    void whatComesFromAPluginIsTextAndNothingElse() {
        scene.report(
                Scene.judgement(
                        Verdict.FLAGGED,
                        true,
                        Scene.finding(
                                "</details><img src=x> @acme/security [go](https://evil.example) | `x` \u202e <!-- \u001b[2J")));
        assertThat(scene.said().getFirst())
                .doesNotContain("<img", "@acme", "](http", "https://evil", "\u202e", "\u001b")
                .containsOnlyOnce("<!--");
    }

    @Test
    void findingsReachCodeScanningAtTheirPluginsManifest() throws Exception {
        scene.report(Scene.judgement(Verdict.FLAGGED, true, Scene.finding("a path")));
        byte[] packed = Base64.getDecoder()
                .decode(scene.repository.sarifs().getFirst().path("sarif").asString());
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"plugins/ssh/plugin.yaml\"", "\"warning\"", "S02", "a path");
        }
    }
}
