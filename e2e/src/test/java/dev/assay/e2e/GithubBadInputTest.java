package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.github.fake.Mishap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the workflows call, given a folder, an environment or a GitHub that is not what it should be, publishes nothing. */
class GithubBadInputTest {
    private static final String PUBLISH = "github publish releases/echo --registry registry";

    @TempDir
    private Path folder;

    @Test
    void isOneMessageAndPublishesNothing() throws IOException {
        try (GithubRegistry registry = new GithubRegistry(folder)) {
            registry.merged(registry.release());
            Files.createDirectory(folder.resolve("empty"));
            String before = registry.tip();
            refused(registry.run(PUBLISH, Map.of("GITHUB_TOKEN", "")), "GITHUB_TOKEN is not set");
            refused(registry.run(PUBLISH, Map.of("GITHUB_TOKEN", "of_somebody_else")), "401");
            refused(
                    registry.run(PUBLISH, registry.fake.environment("contents: write")),
                    "'permissions: pull-requests: read'");
            refused(registry.run(PUBLISH, Map.of("ASSAY_AUDITOR_KEY_FILE", "")), "ASSAY_AUDITOR_KEY_FILE is not set");
            refused(registry.run(PUBLISH, Map.of("GITHUB_EVENT_PATH", "gone.json")), "gone.json");
            refused(registry.run("github publish empty --registry registry", Map.of()), "release.json");
            refused(
                    registry.run("github publish releases/echo --registry empty", Map.of()),
                    "no checkout of the branch");
            refused(registry.run("github refresh --registry empty", Map.of()), "no checkout of the branch 'registry'");
            registry.fake.next(Mishap.tooManyRequests(301));
            refused(registry.run(PUBLISH, Map.of()), "301");
            registry.fake.next(Mishap.forbidden());
            refused(registry.run(PUBLISH, Map.of()), "403");
            Files.delete(folder.resolve("registry.yaml"));
            refused(registry.run(PUBLISH, Map.of()), "registry.yaml");
            assertThat(registry.tip()).isEqualTo(before);
            assertThat(registry.fake.repository().releases()).isEmpty();
        }
    }

    private static void refused(Assay.Ended ended, String named) {
        assertThat(ended.err()).startsWith("assay: ").contains(named).doesNotContain("\tat ", "somebody_else");
        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
    }
}
