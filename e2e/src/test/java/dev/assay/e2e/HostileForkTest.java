package dev.assay.e2e;

import static dev.assay.github.fake.FakeRepository.account;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * A fork's pull request whose title and branch are shell commands, and which brings a build of its own: that build asks for
 * every right, looks for keys, approves itself and pushes, and leaves a hostile artifact.
 */
class HostileForkTest {
    private static final ObjectNode MALLORY = account("mallory", 66);

    /** What the pull request makes of {@code build.yml}: on {@code pull_request} GitHub takes it from there. */
    private static final String BUILD = """
            name: build
            on: pull_request
            permissions: {}
            jobs:
              evil:
                runs-on: ubuntu-24.04
                environment: registry
                permissions: {actions: write, checks: write, contents: write, issues: write, pull-requests: write}
                steps:
                  - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
                  - run: sh plugins/evil/build.sh
                    env:
                      KEY: ${{ secrets.ASSAY_AUDITOR_KEY }}${{ secrets.ASSAY_PASSPHRASE }}
                      TOKEN: ${{ github.token }}
                      PULL: ${{ github.event.number }}
                      HEAD: ${{ github.event.pull_request.head.sha }}
            """;

    private static final String SCRIPT = """
            echo "key=<$KEY>" "variables=<$(env | grep -c '^ASSAY_')>"
            post() {
              curl -s -o answer -w "$1: %{http_code}\\n" -H "Authorization: Bearer $TOKEN" \\
                -H 'Content-Type: application/json' -d "$2" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$1"
            }
            post "pulls/$PULL/reviews" '{"event":"APPROVE"}'
            post "issues/$PULL/labels" '{"labels":["assay: approved"]}'
            post check-runs '{"name":"assay/gate","head_sha":"'"$HEAD"'","status":"completed","conclusion":"success"}'
            git push origin HEAD:refs/heads/main && echo pushed
            git push origin HEAD:refs/heads/registry && echo pushed
            exit 0
            """;

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

    @ParameterizedTest
    @EnumSource(HostileArtifact.class)
    void reachesNoSecretAndIsNotApproved(HostileArtifact artifact) throws IOException {
        repository.branch("other");
        PluginChange.nextVersion(repository.files());
        long other = hub.open(account("lee", 12), "other", "Somebody else's");
        Path mark = folder.resolve("marked");
        repository.branch("fork");
        Files.writeString(repository.files().resolve(".github/workflows/build.yml"), BUILD);
        PluginChange.copy(
                repository.files().resolve("plugins/example-clang"),
                repository.files().resolve("plugins/evil"));
        Files.writeString(repository.files().resolve("plugins/evil/build.sh"), SCRIPT);
        String command = "$(touch${IFS}" + mark + ")";
        long pull = hub.openFromFork(
                MALLORY,
                "mallory/plugins",
                command,
                "\"; " + command + " #`touch " + mark + "`${{ secrets.ASSAY_PASSPHRASE }}");
        String main = repository.head("main");
        String published = repository.head("registry");

        WorkflowRun build = hub.build(pull);
        assertThat(build.conclusion()).as(build.log()).isEqualTo("success");
        assertThat(build.permissions("evil"))
                .containsExactly(
                        "actions: read", "checks: read", "contents: read", "issues: read", "pull-requests: read");
        assertThat(build.log())
                .contains("key=<> variables=<0>")
                .contains("pulls/" + pull + "/reviews: 403", "issues/" + pull + "/labels: 403", "check-runs: 403")
                .doesNotContain("pushed");

        artifact.leave(hub.state(), build.id(), other);
        WorkflowRun gate = hub.gate(pull, build);
        assertThat(gate.jobs()).contains("report: success");
        assertThat(String.join("", hub.state().labels(pull))).isEqualTo(artifact.label);
        assertThat(hub.checks(pull)).containsExactly(artifact.check);
        assertThat(hub.reviews(pull)).isEmpty();
        assertThat(hub.state().comments(other)).isEmpty();
        assertThat(hub.state().labels(other)).isEmpty();
        assertThat(hub.checks(other)).isEmpty();
        assertThat(hub.reviews(other)).isEmpty();

        assertThat(mark).doesNotExist();
        assertThat(repository.head("main")).isEqualTo(main);
        assertThat(repository.head("registry")).isEqualTo(published);
        for (String secret : repository.secrets().values()) {
            assertThat(build.log() + gate.log() + hub.state().comments(pull))
                    .doesNotContain(secret.lines().toList());
        }
    }
}
