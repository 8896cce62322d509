package dev.assay.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.github.fake.FakeGitHub;
import dev.assay.github.fake.FakeRepository;
import dev.assay.github.fake.Mishap;
import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasePageTest {
    private static final CommitId COMMIT = CommitId.parse("c".repeat(40));
    private static final String TAG = "acme/x/v1.0.0";
    private static final Release RELEASE = new Release(
            PluginName.parse("acme/x"),
            Version.parse("1.0.0"),
            Digest.of(new byte[] {1}),
            Optional.empty(),
            List.of(new Variant("baseline", Digest.of(new byte[] {2}), 1, new TreeSet<>())));

    /** Asked for the tag, listed, drafted, filled with three files, published. */
    private static final int STEPS = 7;

    private final FakeGitHub fake = FakeGitHub.of("acme/plugins");
    private final FakeRepository repository = fake.repository();

    @TempDir
    private Path folder;

    @BeforeEach
    void aReleaseOfThreeFiles() throws IOException {
        Files.writeString(folder.resolve("baseline.wasm"), "module");
        Files.writeString(folder.resolve("release.json"), "{}");
        Files.createDirectory(folder.resolve("statements"));
        Files.writeString(folder.resolve("statements/audit.sigstore.json"), "audit");
    }

    @AfterEach
    void nothingWasAskedThatGitHubDoesNotDescribe() {
        fake.close();
    }

    @Test
    void aReleaseIsDraftedFilledAndThenPublished() {
        show();
        assertWhole();
        assertThat(fake.requests())
                .extracting(request -> request.replaceAll("[0-9]+", "N").replaceFirst(" .*/releases", " "))
                .containsExactly(
                        "GET /tags/acme%NFx%NFvN.N.N",
                        "GET ", "POST ", "POST /N/assets", "POST /N/assets", "POST /N/assets", "PATCH /N");
        assertThat(repository.releases().getFirst().path("body").asString())
                .contains(
                        RELEASE.digest().toString(),
                        RELEASE.variants().getFirst().module().toString());
    }

    @Test
    void oneThatIsThereStaysAsItIs() throws IOException {
        show();
        Files.writeString(folder.resolve("baseline.wasm"), "other");
        show();
        assertWhole();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void whereverGitHubFailsNothingIsShownAndTheNextRunMakesItWhole(int step) {
        failsAt(step, "403", Mishap.forbidden());
        failsAt(step, "429", Mishap.tooManyRequests(301));
        failsAt(
                step,
                "502",
                Mishap.badGateway(),
                Mishap.badGateway(),
                Mishap.badGateway(),
                Mishap.badGateway(),
                Mishap.badGateway());
        show();
        assertWhole();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void anAnswerThatIsLostMakesNoSecondRelease(int step) {
        fake.next(at(step, Mishap.badGatewayAfterwards()));
        try {
            show();
        } catch (GitHubException e) {
            assertThat(e).hasMessageContaining("502");
        }
        fake.recover();
        show();
        assertWhole();
    }

    @Test
    void theStepsAreAllThereAre() {
        fake.next(at(STEPS, Mishap.forbidden()));
        show();
        assertThat(fake.requests()).hasSize(STEPS);
    }

    @Test
    void aDraftOfAnotherReleaseIsLeftAlone() {
        GitHub github = github();
        github.createDraft("acme/y/v1.0.0", COMMIT, "y", "by hand");
        show();
        assertThat(repository.releases())
                .extracting(release -> release.path("tag_name").asString())
                .containsExactlyInAnyOrder("acme/y/v1.0.0", TAG);
    }

    private void failsAt(int step, String status, Mishap... mishaps) {
        fake.next(at(step, mishaps));
        assertThatThrownBy(this::show)
                .isInstanceOf(GitHubException.class)
                .hasMessageStartingWith("cannot ")
                .hasMessageContaining(status);
        fake.recover();
        assertThat(repository.releases())
                .allMatch(release -> release.path("draft").asBoolean());
    }

    private static Mishap[] at(int step, Mishap... mishaps) {
        List<Mishap> all = new ArrayList<>(Collections.nCopies(step, Mishap.none()));
        all.addAll(List.of(mishaps));
        return all.toArray(Mishap[]::new);
    }

    private void show() {
        new ReleasePage(github()).show(RELEASE, COMMIT, folder);
    }

    private void assertWhole() {
        assertThat(repository.releases()).singleElement().satisfies(release -> {
            assertThat(release.path("draft").asBoolean()).isFalse();
            assertThat(release.path("tag_name").asString()).isEqualTo(TAG);
            assertThat(release.path("target_commitish").asString()).isEqualTo(COMMIT.hex());
            assertThat(release.path("assets")).hasSize(3);
        });
        assertThat(repository.asset(TAG, "baseline.wasm")).asString().isEqualTo("module");
        assertThat(repository.asset(TAG, "audit.sigstore.json")).asString().isEqualTo("audit");
    }

    private GitHub github() {
        return GitHub.of(new Job(fake.environment("contents: write"), System.out), Clock.systemUTC(), pause -> {});
    }
}
