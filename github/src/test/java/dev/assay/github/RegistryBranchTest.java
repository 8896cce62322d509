package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real repository with a real push. */
class RegistryBranchTest {
    @TempDir
    private Path folder;

    private Path origin = Path.of("");

    @BeforeEach
    void aRepositoryWithARegistryBranch() throws IOException {
        origin = folder.resolve("origin.git");
        git(folder, "init", "-q", "--bare", "-b", "main", origin.toString());
        Path first = Files.createDirectory(folder.resolve("first"));
        git(first, "init", "-q", "-b", "main");
        Files.writeString(first.resolve("source"), "source");
        git(first, "add", "-A");
        git(first, "commit", "-q", "-m", "source");
        git(first, "push", "-q", origin.toString(), "main");
        git(first, "checkout", "-q", "--orphan", "registry");
        git(first, "rm", "-qrf", ".");
        Files.writeString(first.resolve("head"), "0");
        git(first, "add", "-A");
        git(first, "commit", "-q", "-m", "An empty registry");
        git(first, "push", "-q", origin.toString(), "registry");
    }

    @Test
    void aChangeIsOneCommitOnTheBranch() throws IOException {
        Path checkout = checkout("a");
        assertThat(branch(checkout).change(() -> {
                    write(checkout.resolve("plugins/x"), "x");
                    write(checkout.resolve("head"), "1");
                    return "Publish acme/x 1.0.0\nand a line that would be another";
                }))
                .isTrue();
        assertThat(pushed("head")).isEqualTo("1");
        assertThat(pushed("plugins/x")).isEqualTo("x");
        assertThat(git(origin, "log", "--format=%an %s%n%b", "registry").lines().filter(line -> !line.isBlank()))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("assay Publish acme/x 1.0.0");
    }

    @Test
    void nothingChangedIsNothingPushed() throws IOException {
        String before = tip();
        assertThat(branch(checkout("a")).change(() -> "nothing")).isFalse();
        assertThat(tip()).isEqualTo(before);
    }

    @Test
    void whoLosesTheRaceChangesWhatTheWinnerLeft() throws IOException {
        Path loser = checkout("loser");
        Path winner = checkout("winner");
        AtomicInteger calls = new AtomicInteger();

        boolean pushed = branch(loser).change(() -> {
            if (calls.getAndIncrement() == 0) {
                branch(winner).change(() -> count(winner, "w"));
                write(loser.resolve("plugins/only-the-first-time"), "stale");
            }
            return count(loser, "l");
        });

        assertThat(pushed).isTrue();
        assertThat(calls).hasValue(2);
        assertThat(pushed("head")).isEqualTo("2");
        assertThat(git(origin, "ls-tree", "--name-only", "-r", "registry").lines())
                .containsExactlyInAnyOrder("head", "plugins/l", "plugins/w");
    }

    @Test
    void fourPublishersAtOnceLoseNothing() throws Exception {
        List<Callable<Boolean>> publishers = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            Path checkout = checkout(name);
            publishers.add(() -> branch(checkout).change(() -> count(checkout, name)));
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(publishers)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(pushed("head")).isEqualTo("4");
        assertThat(git(origin, "ls-tree", "--name-only", "-r", "registry").lines())
                .hasSize(5);
    }

    @Test
    void aBranchThatTakesNoPushIsTriedEightTimesAndNothingIsLeft() throws IOException {
        refusePushes();
        String before = tip();
        Path checkout = checkout("a");
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> branch(checkout).change(() -> {
                    calls.incrementAndGet();
                    return count(checkout, "x");
                }))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("cannot push the branch 'registry'")
                .hasMessageContaining("'contents: write'");
        assertThat(calls).hasValue(8);
        assertThat(tip()).isEqualTo(before);
        assertClean(checkout);
    }

    @Test
    void anOriginThatAnswersNothingIsGivenUp() throws IOException {
        Path hook = origin.resolve("hooks/pre-receive");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\nexec sleep 300\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path checkout = checkout("a");
        write(checkout.resolve("head"), "1");
        git(checkout, "commit", "-q", "-a", "-m", "one");
        Git hasty = new Git(checkout, System.getenv("PATH"), Map.of(), Duration.ofSeconds(2));

        assertThatThrownBy(() -> hasty.run("push", "origin", "HEAD:refs/heads/registry"))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("'git push'")
                .hasMessageContaining("took longer than 2 s");
        assertThat(hasty.run("rev-parse", "HEAD")).isPresent();
    }

    @Test
    void anOriginThatIsAwayIsSaidToBeAndNothingIsLeft() throws IOException {
        Path checkout = checkout("a");
        Files.move(origin, folder.resolve("away"));
        assertThatThrownBy(() -> branch(checkout).change(() -> count(checkout, "x")))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("cannot push the branch 'registry'")
                .hasMessageContaining("nor fetch it");
        assertClean(checkout);
    }

    @Test
    void aChangeThatFailsLeavesNothingThatTheNextWouldPush() throws IOException {
        Path checkout = checkout("a");
        assertThatThrownBy(() -> branch(checkout).change(() -> {
                    count(checkout, "half");
                    throw new IllegalStateException("in the middle");
                }))
                .hasMessage("in the middle");
        assertClean(checkout);
        assertThat(branch(checkout).change(() -> count(checkout, "whole"))).isTrue();
        assertThat(git(origin, "ls-tree", "--name-only", "-r", "registry").lines())
                .containsExactly("head", "plugins/whole");
    }

    @Test
    void whatIsNoCheckoutOfTheBranchIsNotTouched() throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        Path clone = folder.resolve("clone");
        git(folder, "clone", "-q", origin.toString(), clone.toString());
        Path below = Files.createDirectory(clone.resolve("registry"));
        write(clone.resolve("source"), "work that nobody has committed");
        Path otherBranch = checkout("other");
        git(otherBranch, "checkout", "-q", "--detach", "origin/main");

        for (Path wrong : List.of(plain, clone, below, otherBranch, folder.resolve("gone"))) {
            assertThatThrownBy(() -> branch(wrong).change(() -> {
                        throw new AssertionError("it was changed");
                    }))
                    .as(wrong.toString())
                    .isInstanceOf(GitHubException.class)
                    .hasMessageContaining(wrong.toString())
                    .hasMessageContaining("no checkout of the branch 'registry'");
        }
        assertThat(clone.resolve("source")).hasContent("work that nobody has committed");
    }

    @Test
    void whatLiesAboutInTheCheckoutIsNotPushedWithTheChange() throws IOException {
        Path checkout = checkout("a");
        write(checkout.resolve("plugins/half"), "of a publication that was killed");
        assertThatThrownBy(() -> branch(checkout).change(() -> count(checkout, "x")))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("changes that are not on the branch");
        assertThat(checkout.resolve("plugins/half")).exists();
    }

    @Test
    void theTokenIsInNoFileOfTheCheckout() throws IOException {
        Path checkout = checkout("a");
        branch(checkout).change(() -> count(checkout, "x"));
        try (Stream<Path> files = Files.walk(checkout)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("verysecret", "eC1hY2Nlc3MtdG9rZW46");
            }
        }
    }

    private Path checkout(String name) throws IOException {
        Path checkout = folder.resolve(name);
        git(folder, "clone", "-q", "--depth", "1", "--no-single-branch", "-b", "registry", "file://" + origin, name);
        return checkout;
    }

    private static RegistryBranch branch(Path checkout) {
        Map<String, String> environment =
                Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"), "GITHUB_TOKEN", "ghs_verysecret");
        return new RegistryBranch(checkout, "registry", new Job(environment, System.out));
    }

    /** What each publication does to a registry: one file more, and one that all of them change. */
    private static String count(Path checkout, String name) {
        try {
            int number = Integer.parseInt(Files.readString(checkout.resolve("head")));
            write(checkout.resolve("head"), String.valueOf(number + 1));
            write(checkout.resolve("plugins").resolve(name), name);
            return "Publish " + name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refusePushes() throws IOException {
        Path hook = Files.createDirectories(origin.resolve("hooks")).resolve("pre-receive");
        Files.writeString(hook, "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void assertClean(Path checkout) throws IOException {
        assertThat(git(checkout, "status", "--porcelain")).isEmpty();
        assertThat(git(checkout, "rev-parse", "HEAD")).isEqualTo(git(checkout, "rev-parse", "origin/registry"));
    }

    private String tip() throws IOException {
        return git(origin, "rev-parse", "registry").strip();
    }

    private String pushed(String file) throws IOException {
        return git(origin, "show", "registry:" + file);
    }

    private static String git(Path in, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(
                List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", in.toString()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            assertThat(process.waitFor()).as("%s: %s", line, said).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return said;
    }
}
