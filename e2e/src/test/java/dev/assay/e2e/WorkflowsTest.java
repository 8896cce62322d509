package dev.assay.e2e;

import static dev.assay.github.fake.FakeRepository.account;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Every step of the real workflows, on a real git repository, from a pull request to what a runtime runs, or does not. */
@Order(2)
class WorkflowsTest {
    private static final ObjectNode LEE = account("lee", 12);
    private static final ObjectNode MALLORY = account("mallory", 66);
    private static final ObjectNode KIM = account("kim", 11);

    @TempDir
    private static Path beginning;

    private static Machine machine;

    @TempDir
    private Path folder;

    private RegistryRepository repository;
    private Hub hub;

    @BeforeAll
    static void aRegistryRepository() throws IOException {
        machine = Machine.make(beginning.resolve("machine"));
        RegistryRepository.make(beginning.resolve("registry"), machine.commit());
    }

    @BeforeEach
    void onGitHub() throws IOException {
        repository = RegistryRepository.copy(beginning.resolve("registry"), folder.resolve("registry"));
        hub = new Hub(folder, repository, machine);
    }

    @AfterEach
    void everyRequestWasOneThatGitHubKnows() {
        hub.close();
    }

    @Test
    void whatTheGateApprovesIsPublishedAndRuns() throws IOException {
        repository.branch("first");
        PluginChange.nextVersion(repository.files());
        long pull = hub.open(LEE, "first", "Publish 0.1.1");
        WorkflowRun build = succeeded(hub.build(pull));
        assertThat(build.jobs())
                .containsExactly("discover: success", "row: success", "release: success", "done: success");
        WorkflowRun gate = succeeded(hub.gate(pull, build));
        assertThat(gate.permissions("judge")).containsExactly("actions: read", "contents: read");
        assertThat(hub.state().labels(pull)).containsExactly("assay: approved");
        assertThat(hub.checks(pull)).containsExactly("assay/gate: success");
        assertThat(hub.reviews(pull)).containsExactly("github-actions[bot] APPROVED");

        succeeded(hub.merge(pull));
        assertThat(hub.state().releases())
                .extracting(release -> release.path("tag_name").asString())
                .containsExactly("example/shared-folders/v0.1.1");
        succeeded(hub.refresh());
        assertThat(repository.published().resolve("re-audit.json")).content().contains("example/shared-folders");
        try (AssessmentFleet fleet =
                AssessmentFleet.start(folder.resolve("fleet"), repository.published(), repository.trust())) {
            assertThat(fleet.assess("example/shared-folders"))
                    .containsExactly("example/shared-folders 0.1.1 active: completed");
        }
    }

    @Test
    void whatTheGateRejectsIsNeverPublishedEvenIfSomebodyMergesIt() throws IOException {
        repository.branch("secret");
        PluginChange.carrying(repository.files(), "with-a-key", PluginChange.privateKey());
        long pull = hub.open(LEE, "secret", "A plugin");
        succeeded(hub.gate(pull, succeeded(hub.build(pull))));
        assertThat(hub.state().labels(pull)).containsExactly("assay: rejected");
        assertThat(hub.checks(pull)).containsExactly("assay/gate: failure");
        assertThat(hub.reviews(pull)).containsExactly("github-actions[bot] CHANGES_REQUESTED");

        hub.state().review(pull, KIM, "APPROVED", hub.head(pull));
        succeeded(hub.reviewed(pull));
        assertThat(hub.state().labels(pull)).containsExactly("assay: rejected");

        String published = repository.head("registry");
        WorkflowRun publish = hub.merge(pull);
        assertThat(publish.jobs()).contains("release: success", "publish: failure");
        assertThat(publish.log()).contains("not published: example/with-a-key 0.1.0");
        assertThat(repository.head("registry")).isEqualTo(published);
        assertThat(hub.state().releases()).isEmpty();
        assertThat(hub.state().issues())
                .extracting(issue -> issue.path("title").asString())
                .containsExactly("example/with-a-key 0.1.0 was merged and not published");
    }

    @Test
    void whatIsFlaggedIsPublishedAfterItsReviewAndNotBefore() throws IOException {
        repository.branch("flagged");
        PluginChange.carrying(repository.files(), "carrier", PluginChange.elfHeader());
        long pull = hub.open(LEE, "flagged", "A plugin");
        succeeded(hub.gate(pull, succeeded(hub.build(pull))));
        assertThat(hub.state().labels(pull)).containsExactly("assay: waiting for review");
        assertThat(hub.checks(pull)).containsExactly("assay/gate: action_required");
        assertThat(hub.reviews(pull)).isEmpty();

        hub.state().review(pull, MALLORY, "APPROVED", hub.head(pull));
        succeeded(hub.reviewed(pull));
        succeeded(hub.commented(pull, hub.state().comment(pull, MALLORY, "/assay approve " + digestIn(pull))));
        assertThat(hub.state().labels(pull)).containsExactly("assay: waiting for review");
        hub.state().review(pull, KIM, "APPROVED", hub.head(pull));
        succeeded(hub.reviewed(pull));
        assertThat(hub.state().labels(pull)).containsExactly("assay: reviewed");
        assertThat(hub.checks(pull)).last().isEqualTo("assay/gate: success");

        succeeded(hub.merge(pull));
        Assay.Ended verified = new Assay(folder)
                .run(
                        "verify",
                        "example/carrier",
                        "--registry",
                        repository.published().toString(),
                        "--trust",
                        repository.trust().toString());
        assertThat(verified.status()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("review");
        try (AssessmentFleet fleet =
                AssessmentFleet.start(folder.resolve("fleet"), repository.published(), repository.trust())) {
            assertThat(fleet.assess("example/carrier")).containsExactly("example/carrier 0.1.0 active: completed");
        }
    }

    @Test
    void aPushDuringTheAuditLeavesNothingApproved() throws IOException {
        repository.branch("moving");
        PluginChange.nextVersion(repository.files());
        long pull = hub.open(LEE, "moving", "Publish 0.1.1");
        String audited = hub.head(pull);
        WorkflowRun build = succeeded(hub.build(pull));
        hub.fake().before("GET /repos/acme/plugins/actions/artifacts/", () -> {
            PluginChange.append(repository.files().resolve("plugins/example-clang/main.c"), "/* one more thing */\n");
            hub.state().push(pull, repository.commit("refs/heads/moving", "One more thing"));
        });
        WorkflowRun gate = succeeded(hub.gate(pull, build));
        assertThat(hub.head(pull)).isNotEqualTo(audited);
        assertThat(gate.log()).contains("Nothing to report: no open pull request has the head " + audited);
        assertThat(hub.state().checkRuns()).isEmpty();
        assertThat(hub.reviews(pull)).isEmpty();
        assertThat(hub.state().labels(pull)).isEmpty();
    }

    @Test
    void aJobMayDoWhatItsPermissionsSayAndNothingElse() throws IOException {
        repository.branch("less");
        PluginChange.replace(repository.files().resolve(".github/workflows/gate.yml"), "      checks: write\n", "");
        repository.commit("refs/heads/main", "Take a right away from the reporter");
        repository.branch("topic");
        PluginChange.nextVersion(repository.files());
        long pull = hub.open(LEE, "topic", "Publish 0.1.1");
        WorkflowRun gate = hub.gate(pull, 1, "failure");
        assertThat(gate.jobs()).containsExactly("judge: skipped", "report: failure");
        assertThat(gate.log()).contains("403").contains("checks: ");
        assertThat(hub.checks(pull)).isEmpty();
    }

    /** The release digest that the gate's comment names. */
    private String digestIn(long pull) {
        Matcher digest = Pattern.compile("sha256:[0-9a-f]{64}")
                .matcher(hub.state().comments(pull).getFirst().path("body").asString());
        assertThat(digest.find()).isTrue();
        return digest.group();
    }

    private static WorkflowRun succeeded(WorkflowRun run) {
        assertThat(run.conclusion()).as(run.log()).isEqualTo("success");
        return run;
    }
}
