package dev.assay.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.github.fake.FakeGitHub;
import dev.assay.github.fake.FakeRepository;
import dev.assay.github.fake.Payloads;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EventTest {
    private static final String HEAD = "a".repeat(40);
    private static final String BASE = "b".repeat(40);

    @TempDir
    private Path folder;

    @Test
    void aPullRequestOfAForkIsReadAsWhatItIs() throws IOException {
        try (FakeGitHub fake = FakeGitHub.of("acme/plugins")) {
            FakeRepository repository = fake.repository();
            Payloads payloads = new Payloads(repository);
            long number = repository.open(
                    FakeRepository.account("mallory", 66), "mallory/plugins", "x", HEAD, BASE, "`$(id)`");
            long comment = repository.comment(number, FakeRepository.account("kim", 12345), "/assay help");

            assertThat(read("pull_request", payloads.pullRequest(number, "synchronize")))
                    .isEqualTo(
                            new Event.PullRequested("synchronize", number, CommitId.parse(BASE), CommitId.parse(HEAD)));
            assertThat(read("pull_request_review", payloads.review(number, "submitted")))
                    .isEqualTo(new Event.Reviewed("submitted", number, CommitId.parse(HEAD)));
            assertThat(read("workflow_run", payloads.workflowRun(number, 9, "success")))
                    .isEqualTo(new Event.WorkflowRan(
                            9,
                            "pull_request",
                            ".github/workflows/build.yml",
                            "success",
                            CommitId.parse(HEAD),
                            "x",
                            "mallory"));
            assertThat(read("issue_comment", payloads.comment(number, comment)))
                    .isEqualTo(new Event.Commented(
                            "created", number, true, comment, new Account("kim", 12345), "/assay help"));
        }
    }

    @Test
    void aPushNamesWhatWasBefore() throws IOException {
        Event event = read("push", Payloads.push("main", BASE, HEAD));
        assertThat(event)
                .isEqualTo(new Event.Push("refs/heads/main", CommitId.parse(BASE), CommitId.parse(HEAD), "main"));
        assertThat(((Event.Push) event).isOnDefaultBranch()).isTrue();
        assertThat(((Event.Push) read("push", Payloads.push("other", BASE, HEAD))).isOnDefaultBranch())
                .isFalse();
    }

    @Test
    void aMergeGroupAndTheClockAreRead() throws IOException {
        assertThat(read("merge_group", Payloads.mergeGroup(BASE, HEAD)))
                .isEqualTo(new Event.MergeGroup(CommitId.parse(BASE), CommitId.parse(HEAD)));
        assertThat(read("schedule", Payloads.schedule())).isEqualTo(new Event.Due());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "push         | {}                                                                 | $.ref: it is missing",
                "push         | []                                                                 | must be an object",
                "push         | {\"ref\":\"r\",\"before\":\"--x\",\"after\":\"y\"}                 | $.before",
                "push         | {\"ref\":1}                                                        | must be a text",
                "pull_request | {\"pull_request\":{},\"action\":\"opened\",\"number\":\"1; rm\"}   | $.number",
                "workflow_run | {\"workflow_run\":{\"id\":-1}}                                      | $.workflow_run.id",
                "merge_group  | {\"merge_group\":{}}{}                                             | JSON",
                "fork         | {}                                                                 | not one that Assay's workflows run on",
            })
    void aPayloadThatIsNotAsExpectedIsToldWithTheField(String name, String payload, String says) throws IOException {
        Path file = Files.writeString(folder.resolve("event.json"), payload);
        assertThatThrownBy(() -> Event.read(name, file))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining(says);
    }

    @Test
    void aPayloadLargerThanGitHubSendsIsNotRead() throws IOException {
        Path file = folder.resolve("event.json");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(Event.MOST_BYTES + 1L);
        }
        assertThatThrownBy(() -> Event.read("push", file)).hasMessageContaining("more than the " + Event.MOST_BYTES);
    }

    @Test
    void aPayloadThatIsNotThereNamesTheVariable() {
        assertThatThrownBy(() -> Event.read("push", folder.resolve("none"))).hasMessageContaining("GITHUB_EVENT_PATH");
    }

    private Event read(String name, JsonNode payload) throws IOException {
        return Event.read(name, Files.writeString(folder.resolve("event.json"), payload.toString()));
    }
}
