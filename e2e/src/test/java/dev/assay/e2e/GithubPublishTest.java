package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.github.fake.Mishap;
import dev.assay.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What was judged is published and kept fresh, whole or not at all: the commands as processes, on a real git repository. */
@Tag("nightly") // minutes: dozens of commands, one after another; the room github tests the same steps daily
class GithubPublishTest {
    @TempDir
    private Path folder;

    private GithubRegistry registry;

    @BeforeEach
    void aMergedPlugin() throws IOException {
        registry = new GithubRegistry(folder);
    }

    @AfterEach
    void nothingWasAskedThatGitHubDoesNotDescribe() {
        registry.close();
    }

    @Test
    void whateverOfGitHubFailsNothingIsHalfPublishedAndTheNextRunMakesItWhole() throws IOException {
        registry.merged(registry.release());
        String empty = registry.tip();
        int step = 0;
        for (Assay.Ended ended = failing(step); ended.status() != 0; ended = failing(++step)) {
            assertThat(ended.status()).as(ended.err()).isEqualTo(1);
            assertThat(ended.err()).startsWith("assay: cannot ").contains("403").doesNotContain("\tat ");
            assertThat(ended.out()).doesNotContain("Published");
            assertThat(releases()).allMatch(release -> release.path("draft").asBoolean());
            if (!registry.tip().equals(empty)) {
                assertPublished();
            }
            registry.checkout();
        }
        assertThat(step).as("all that is asked failed once").isGreaterThan(8);
        assertPublished();
        assertThat(releases())
                .singleElement()
                .matches(release -> !release.path("draft").asBoolean());

        registry.checkout();
        assertThat(registry.publish().status()).as("once more").isZero();
        assertThat(releases()).hasSize(1);
    }

    private Assay.Ended failing(int step) {
        List<Mishap> coming = new ArrayList<>(Collections.nCopies(step, Mishap.none()));
        coming.add(Mishap.forbidden());
        registry.fake.next(coming.toArray(Mishap[]::new));
        Assay.Ended ended = registry.publish();
        registry.fake.recover();
        return ended;
    }

    @Test
    void anotherDigestIsANewCandidateAndToldOnce() throws IOException {
        registry.merged(Digest.of(new byte[] {1}));
        String before = registry.tip();
        for (int run = 0; run < 2; run++) {
            Assay.Ended ended = registry.publish();
            assertThat(ended.status()).as(ended.err()).isEqualTo(10);
            assertThat(ended.err()).contains("not published: assay-guests/echo 0.1.0", "not the one that was judged");
        }
        assertThat(registry.tip()).isEqualTo(before);
        assertThat(releases()).isEmpty();
        assertThat(open())
                .singleElement()
                .satisfies(issue -> assertThat(issue.path("title").asString()).contains("merged and not published"));
    }

    @Test
    void whatTheAuditOfTodayRejectsIsNotPublishedThoughTheGateLetItThrough() throws IOException {
        registry.merged(registry.release());
        registry.policy(GithubRegistry.REJECTING);
        String before = registry.tip();
        Assay.Ended ended = registry.publish();
        assertThat(ended.status()).as(ended.err()).isEqualTo(10);
        assertThat(registry.tip()).isEqualTo(before);
        assertThat(releases()).isEmpty();
    }

    @Test
    void whatNoLongerPassesHasOneIssueUntilItPassesAgain() throws IOException {
        registry.merged(registry.release());
        assertThat(registry.publish().status()).isZero();
        refreshed("0 releases fail");
        assertThat(open()).isEmpty();
        assertThat(registry.file("site/status.html")).contains("1 module audited again");

        registry.policy(GithubRegistry.REJECTING);
        refreshed("1 releases fail");
        refreshed("1 releases fail");
        assertThat(open())
                .singleElement()
                .satisfies(issue -> assertThat(issue.path("title").asString())
                        .isEqualTo("assay-guests/echo 0.1.0 no longer passes its audit"));
        assertThat(registry.file("re-audit.json")).contains("\"rejected\"");

        registry.policy(GithubRegistry.APPROVING);
        refreshed("0 releases fail");
        assertThat(open()).isEmpty();
        assertThat(registry.fake.repository().issues()).hasSize(1);
    }

    @Test
    void whatIsPublishedIsComparedWithAdvisoriesAndBadOnesHaveOneIssue() throws IOException {
        registry.merged(registry.release());
        assertThat(registry.publish().status()).isZero();
        registry.policy("findings.exists(f, f.rule == 'P02')");
        registry.advisories("""
                {"id": "ACME-1", "modified": "2026-01-01T00:00:00Z", "summary": "drops a check", "affected": [
                  {"package": {"ecosystem": "toolchain", "name": "clang"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9999"}]}]}]}
                """);
        refreshed("1 releases fail");
        assertThat(open())
                .singleElement()
                .satisfies(issue -> assertThat(issue.path("body").asString()).contains("P02", "drops a check"));

        Path document = folder.resolve("advisories.json");
        Files.writeString(document, Files.readString(document) + " ");
        refreshed("0 releases fail");
        assertThat(open()).singleElement().satisfies(issue -> {
            assertThat(issue.path("title").asString()).isEqualTo("The advisories are not used");
            assertThat(issue.path("body").asString()).contains("about other bytes");
        });

        registry.advisories("""
                {"id": "ACME-1", "modified": "2026-01-01T00:00:00Z", "affected": [
                  {"package": {"ecosystem": "toolchain", "name": "clang"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "9999"}]}]}]}
                """);
        refreshed("0 releases fail");
        assertThat(open()).isEmpty();
    }

    private void refreshed(String said) throws IOException {
        registry.checkout();
        Assay.Ended ended = registry.refresh();
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("Audited 1 modules again, " + said);
    }

    private void assertPublished() throws IOException {
        Path checkout = registry.checkout();
        assertThat(new Assay(folder)
                        .run("verify", "assay-guests/echo", "--registry", checkout.toString(), "--trust", "trust.yaml")
                        .status())
                .isZero();
    }

    private List<JsonNode> releases() {
        return registry.fake.repository().releases();
    }

    private List<JsonNode> open() {
        return registry.fake.repository().issues().stream()
                .filter(issue -> issue.path("state").asString().equals("open"))
                .toList();
    }
}
