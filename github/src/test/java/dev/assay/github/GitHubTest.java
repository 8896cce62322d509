package dev.assay.github;

import static dev.assay.github.fake.FakeRepository.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.github.fake.FakeGitHub;
import dev.assay.github.fake.FakeRepository;
import dev.assay.github.fake.Mishap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubTest {
    private static final String BASE = "b".repeat(40);
    private static final CommitId HEAD = CommitId.parse("a".repeat(40));
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final FakeGitHub fake = FakeGitHub.of("acme/plugins");
    private final FakeRepository repository = fake.repository();
    private final List<Duration> pauses = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void nothingWasAskedOrAnsweredThatGitHubDoesNotDescribe() {
        fake.close();
    }

    @Test
    void aPullRequestIsReadWithWhatDecisionsNeed() {
        long number = open();
        GitHub github = with("pull-requests: read");

        PullRequest pull = github.pullRequest(number);

        assertThat(pull.head()).isEqualTo(HEAD);
        assertThat(pull.base().hex()).isEqualTo(BASE);
        assertThat(pull.author()).isEqualTo(new Account("mallory", 66));
        assertThat(pull.headRepository()).isEqualTo("mallory/plugins");
        assertThat(pull.open()).isTrue();
        assertThat(pull.merged()).isFalse();
        assertThat(github.openPullRequests("mallory", "fix: a b"))
                .extracting(PullRequest::number)
                .containsExactly(number);
        assertThat(github.openPullRequests("acme", "fix: a b")).isEmpty();
        assertThat(github.pullRequestsOf(HEAD)).extracting(PullRequest::number).containsExactly(number);
    }

    @Test
    void aMergedPullRequestIsFoundByItsMergeCommit() {
        long number = open();
        repository.merge(number, "c".repeat(40));
        List<PullRequest> found = with("pull-requests: read").pullRequestsOf(CommitId.parse("c".repeat(40)));
        assertThat(found).singleElement().matches(PullRequest::merged).matches(pull -> !pull.open());
    }

    @Test
    void aMergeTakesOnlyTheHeadThatWasJudged() {
        long number = open();
        GitHub github = with("contents: write", "pull-requests: write");
        repository.push(number, "d".repeat(40));

        assertThat(github.merge(number, HEAD)).isFalse();
        assertThat(github.merge(number, CommitId.parse("d".repeat(40)))).isTrue();
        assertThat(repository.pullRequest(number).path("merged").asBoolean()).isTrue();
    }

    @Test
    void reviewsAreReadGivenAndTakenBack() {
        long number = open();
        repository.review(number, account("kim", 12345), "APPROVED", HEAD.hex());
        GitHub github = with("pull-requests: write");

        Review ours = github.review(number, HEAD, Review.Act.APPROVE, "audited");
        github.dismiss(number, ours.id(), "there was a push");

        assertThat(github.reviews(number))
                .extracting(review -> review.author().id() + " " + review.state() + " "
                        + review.commit().orElseThrow().equals(HEAD))
                .containsExactly("12345 APPROVED true", "41898282 DISMISSED true");
        assertThat(github.requestReviewers(number, List.of(new Account("kim", 12345))))
                .isTrue();
        assertThat(github.requestReviewers(number, List.of(new Account("mallory", 66))))
                .isFalse();
    }

    @Test
    void labelsAreMadeOnceAddedAndTakenAway() {
        long number = open();
        GitHub github = with("issues: write");
        github.ensureLabel("assay: approved", "0e8a16", "The audit passed");
        github.ensureLabel("assay: approved", "0e8a16", "The audit passed");

        assertThat(github.addLabels(number, List.of("assay: approved", "bug")))
                .containsExactly("assay: approved", "bug");
        github.removeLabel(number, "assay: approved");
        github.removeLabel(number, "assay: approved");

        assertThat(repository.labels(number)).containsExactly("bug");
    }

    @Test
    void commentsAreWrittenUpdatedAndReactedTo() {
        long number = open();
        long asked = repository.comment(number, account("kim", 12345), "/assay help");
        GitHub github = with("issues: write");

        Comment ours = github.comment(number, "one");
        github.updateComment(ours.id(), "two");
        github.react(asked, "eyes");
        github.react(asked, "eyes");

        assertThat(github.comments(number)).extracting(Comment::body).containsExactly("/assay help", "two");
        assertThat(repository.reactions()).hasSize(1);
    }

    @Test
    void issuesAreFoundByLabelWithoutPullRequests() {
        long number = open();
        GitHub github = with("issues: write");
        github.addLabels(number, List.of("assay: fails"));
        Issue issue = github.createIssue("acme/x fails", "<!-- marker -->", List.of("assay: fails"));
        github.updateIssue(issue.number(), "acme/x still fails", "<!-- marker --> more");

        assertThat(github.openIssues("assay: fails")).extracting(Issue::title).containsExactly("acme/x still fails");
        github.closeIssue(issue.number());
        assertThat(github.openIssues("assay: fails")).isEmpty();
    }

    @Test
    void aCheckRunNamesWhatItIsAbout() {
        with("checks: write")
                .checkRun(new CheckRun(
                        "assay/gate", HEAD, CheckRun.Conclusion.ACTION_REQUIRED, "sha256:1", "flagged", "why"));
        assertThat(repository.checkRuns().getFirst().toString())
                .contains("\"conclusion\":\"action_required\"", "\"external_id\":\"sha256:1\"", HEAD.hex());
    }

    @Test
    void findingsArriveAtCodeScanningWhole() throws IOException {
        byte[] sarif = "{\"version\":\"2.1.0\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(with("security-events: write").uploadSarif(HEAD, "refs/pull/5/head", sarif))
                .isTrue();

        byte[] packed = java.util.Base64.getDecoder()
                .decode(repository.sarifs().getFirst().path("sarif").asString());
        try (var in = new GZIPInputStream(new java.io.ByteArrayInputStream(packed))) {
            assertThat(in.readAllBytes()).isEqualTo(sarif);
        }
    }

    @Test
    void aReleaseIsDraftedFilledAndOnlyThenPublished() throws IOException {
        Path module = Files.writeString(folder.resolve("x.wasm"), "module");
        GitHub github = with("contents: write");
        Download draft = github.createDraft("acme/x/v1.0.0", HEAD, "x 1.0.0", "notes");
        assertThat(github.releaseOf("acme/x/v1.0.0")).isEmpty();
        github.uploadAsset(draft, "x.wasm", "application/wasm", module);
        github.publish(draft);

        assertThat(github.releaseOf("acme/x/v1.0.0").orElseThrow().assets()).containsExactly("x.wasm");
        assertThat(repository.asset("acme/x/v1.0.0", "x.wasm")).asString().isEqualTo("module");
        assertThat(github.releases()).hasSize(1);

        Download second = github.createDraft("acme/x/v1.0.1", HEAD, "x 1.0.1", "notes");
        github.deleteDraft(second);
        github.deleteDraft(second);
        assertThat(repository.releases()).hasSize(1);
    }

    @Test
    void theHeadOfABranchIsRead() {
        repository.branch("main", BASE);
        GitHub github = with("contents: read");
        assertThat(github.head(github.defaultBranch()).hex()).isEqualTo(BASE);
    }

    @Test
    void anArtifactComesFromAnotherHostWithoutTheToken() throws IOException {
        long run = 7;
        repository.artifact(run, "release-x", new byte[] {1, 2, 3});
        GitHub github = with("actions: read");
        RunArtifact artifact = github.artifacts(run).getFirst();
        Path file = Files.writeString(folder.resolve("a.zip"), "something longer that was there before");

        github.download(artifact, file, 3);

        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(fake.requests()).anyMatch(request -> request.startsWith("storage "));
    }

    @Test
    void anArtifactThatLiesAboutItsSizeIsStopped() {
        repository.artifact(7, "release-x", new byte[1000]);
        RunArtifact liar =
                new RunArtifact(with("actions: read").artifacts(7).getFirst().id(), "release-x", 3, false);
        assertThatThrownBy(() -> with("actions: read").download(liar, folder.resolve("a.zip"), 999))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("'release-x'")
                .hasMessageContaining("larger than is accepted");
    }

    @Test
    void anArtifactThatIsTooLargeOrExpiredIsNotAskedFor() {
        long id = repository.artifact(7, "release-x", new byte[1000]);
        GitHub github = with("actions: read");
        assertThatThrownBy(() -> github.download(github.artifacts(7).getFirst(), folder.resolve("a.zip"), 999))
                .hasMessageContaining("1000 bytes, more than the 999 accepted");
        repository.expire(id);
        assertThatThrownBy(() -> github.download(github.artifacts(7).getFirst(), folder.resolve("a.zip"), 1000))
                .hasMessageContaining("it has expired");
        assertThat(fake.requests()).noneMatch(request -> request.endsWith("/zip"));
    }

    @Test
    void allPagesAreReadInOrder() {
        long number = open();
        for (int i = 0; i < 250; i++) {
            repository.comment(number, account("kim", 12345), "comment " + i);
        }
        assertThat(with("issues: read").comments(number))
                .hasSize(250)
                .last()
                .matches(comment -> comment.body().equals("comment 249"));
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void aListWithoutEndIsNotReadWithoutEnd() {
        long number = open();
        for (int i = 0; i < 3001; i++) {
            repository.comment(number, account("kim", 12345), "x");
        }
        assertThatThrownBy(() -> with("issues: read").comments(number)).hasMessageContaining("more than 3000");
    }

    @Test
    void everyOperationOutsideTheTokensPermissionsIsRefusedAndTheMessageNamesThePermission() {
        long number = open();
        long comment = repository.comment(number, account("kim", 12345), "x");
        GitHub none = with();
        Map<String, Runnable> operations = new HashMap<>();
        operations.put("pull-requests: read", () -> none.pullRequest(number));
        operations.put("pull-requests: write", () -> none.review(number, HEAD, Review.Act.APPROVE, ""));
        operations.put("issues: write", () -> none.react(comment, "eyes"));
        operations.put(
                "checks: write",
                () -> none.checkRun(new CheckRun("x", HEAD, CheckRun.Conclusion.SUCCESS, "", "t", "s")));
        operations.put("security-events: write", () -> none.uploadSarif(HEAD, "refs/heads/x", new byte[0]));
        operations.put("actions: read", () -> none.artifacts(7));
        operations.put("contents: write", () -> none.createDraft("v1", HEAD, "", ""));
        operations.put("contents: read", () -> none.head("main"));
        operations.forEach((permission, operation) -> assertThatThrownBy(operation::run)
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("403 'Resource not accessible by integration'")
                .hasMessageContaining("'permissions: " + permission + "'"));
        assertThat(none.defaultBranch()).isEqualTo("main");
        assertThat(pauses).as("a missing permission is not waited for").isEmpty();
    }

    @Test
    void readingDoesNotAllowWriting() {
        long number = open();
        assertThatThrownBy(() -> with("issues: read").comment(number, "x"))
                .hasMessageContaining("'permissions: issues: write'");
    }

    @Test
    void aRateLimitIsWaitedForAsLongAsGitHubAsks() {
        long number = open();
        fake.next(Mishap.tooManyRequests(7), Mishap.exhausted(NOW.plusSeconds(20)), Mishap.secondaryLimit());
        with("issues: write").comment(number, "once");
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(21), Duration.ofSeconds(4));
        assertThat(repository.comments(number)).hasSize(1);
    }

    @Test
    void aRateLimitThatLastsTooLongIsToldAndNotWaitedFor() {
        fake.next(Mishap.tooManyRequests(301));
        assertThatThrownBy(() -> with("pull-requests: read").pullRequest(1)).hasMessageContaining("asks to wait 301 s");
        fake.next(Mishap.tooManyRequests(300));
        long number = open();
        assertThat(with("pull-requests: read").pullRequest(number).open()).isTrue();
        assertThat(pauses).containsExactly(Duration.ofMinutes(5));
    }

    @Test
    void aGatewayThatIsAwayIsAskedFourTimesMoreAndNoMore() {
        long number = open();
        fake.next(Mishap.badGateway(), Mishap.unavailable(), Mishap.badGateway(), Mishap.badGateway());
        assertThat(with("pull-requests: read").pullRequest(number).number()).isEqualTo(number);
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);

        fake.next(
                Mishap.badGateway(),
                Mishap.badGateway(),
                Mishap.badGateway(),
                Mishap.badGateway(),
                Mishap.badGateway());
        assertThatThrownBy(() -> with("pull-requests: read").pullRequest(number))
                .hasMessageContaining("502 5 times");
    }

    @Test
    void whatMayHaveBeenDoneIsNotDoneTwice() {
        long number = open();
        fake.next(Mishap.badGatewayAfterwards());
        assertThatThrownBy(() -> with("issues: write").comment(number, "x")).hasMessageContaining("502");
        assertThat(repository.comments(number)).hasSize(1);

        fake.next(Mishap.badGatewayAfterwards());
        with("issues: write").addLabels(number, List.of("bug"));
        assertThat(repository.labels(number)).containsExactly("bug");
    }

    @Test
    void aTokenThatGitHubDoesNotKnowIsToldAndNotShown() {
        Map<String, String> environment = new HashMap<>(fake.environment());
        environment.put("GITHUB_TOKEN", "ghp_verysecret");
        assertThatThrownBy(() -> of(environment).defaultBranch())
                .hasMessageContaining("401")
                .hasMessageContaining("GITHUB_TOKEN")
                .hasMessageNotContaining("verysecret");
        environment.put("GITHUB_TOKEN", "two verysecret words\n");
        assertThatThrownBy(() -> of(environment))
                .hasMessageContaining("not a token")
                .hasMessageNotContaining("verysecret");
        environment.remove("GITHUB_TOKEN");
        assertThatThrownBy(() -> of(environment)).hasMessageContaining("GITHUB_TOKEN is not set");
    }

    @Test
    void anAddressThatOthersCouldReadIsNotAsked() {
        Map<String, String> environment = new HashMap<>(fake.environment());
        for (String url : List.of(
                "http://github.example", "ftp://127.0.0.1", "https://user@github.example", "https://", "no address")) {
            environment.put("GITHUB_API_URL", url);
            assertThatThrownBy(() -> of(environment)).as(url).hasMessageContaining("GITHUB_API_URL");
        }
    }

    @Test
    void aServerThatIsNotThereIsToldAfterAllAttempts() {
        Map<String, String> environment = new HashMap<>(fake.environment());
        environment.put("GITHUB_API_URL", "http://127.0.0.1:1");
        assertThatThrownBy(() -> of(environment).defaultBranch())
                .hasMessageContaining("cannot read acme/plugins")
                .hasMessageContaining("Check GITHUB_API_URL");
        assertThat(pauses).hasSize(4);
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> with("pull-requests: read").pullRequest(404))
                .hasMessageContaining("pull request #404 of acme/plugins")
                .hasMessageContaining("It is not there, or the token may not see it");
    }

    private long open() {
        return repository.open(account("mallory", 66), "mallory/plugins", "fix: a b", HEAD.hex(), BASE, "A title");
    }

    private GitHub with(String... permissions) {
        return of(fake.environment(permissions));
    }

    private GitHub of(Map<String, String> environment) {
        return GitHub.of(new Job(environment, System.out), Clock.fixed(NOW, ZoneOffset.UTC), pauses::add);
    }
}
