package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {
    private static final String NONE = "0".repeat(40);

    @TempDir
    private Path folder;

    private Path root = Path.of("");

    @BeforeEach
    void aRepositoryWithTwoPlugins() throws IOException {
        root = Files.createDirectory(folder.resolve("origin"));
        git("init", "-q", "-b", "main");
        plugin("x", "rust", "baseline, simd");
        plugin("y", "go", "baseline");
        write("registry.yaml", "x");
        commit();
    }

    @Test
    void aPullRequestIsAboutWhatChangedSinceItLeftItsBase() throws IOException {
        git("checkout", "-q", "-b", "feature");
        write("plugins/x/src/lib.rs", "changed");
        String head = commit();
        git("checkout", "-q", "main");
        write("plugins/y/main.go", "somebody else's");
        String base = commit();

        List<Candidate> changed = discovery().changedBy(pull(base, head));

        assertThat(changed).extracting(Candidate::folder).containsExactly("plugins/x");
        assertThat(Discovery.rows(changed))
                .hasToString(
                        "{\"include\":["
                                + "{\"plugin\":\"acme/x\",\"folder\":\"plugins/x\",\"toolchain\":\"rust\",\"variant\":\"baseline\",\"key\":\"x-baseline\"},"
                                + "{\"plugin\":\"acme/x\",\"folder\":\"plugins/x\",\"toolchain\":\"rust\",\"variant\":\"simd\",\"key\":\"x-simd\"}]}");
        assertThat(Discovery.plugins(changed))
                .hasToString("{\"include\":[{\"plugin\":\"acme/x\",\"folder\":\"plugins/x\",\"key\":\"x\"}]}");
    }

    @Test
    void aPushAndAMergeGroupAreAboutWhatLiesBetween() throws IOException {
        String before = head();
        write("plugins/y/main.go", "changed");
        String after = commit();
        assertThat(folders(push(before, after))).containsExactly("plugins/y");
        assertThat(folders(new Event.MergeGroup(CommitId.parse(before), CommitId.parse(after))))
                .containsExactly("plugins/y");
    }

    @Test
    void aNewBranchAndAnEventWithoutAChangeAreAboutEveryPlugin() throws IOException {
        assertThat(folders(push(NONE, head()))).containsExactly("plugins/x", "plugins/y");
        assertThat(folders(new Event.Due())).containsExactly("plugins/x", "plugins/y");
        assertThat(folders(push(head(), NONE))).as("a branch that was deleted").isEmpty();
    }

    @Test
    void aChangeElsewhereIsAboutNoPlugin() throws IOException {
        String before = head();
        write("registry.yaml", "changed");
        write("plugins/README.md", "changed");
        write("docs/plugins/x/a", "changed");
        assertThat(folders(push(before, commit()))).isEmpty();
    }

    @Test
    void aPluginThatWasRemovedIsNotBuiltAndOneThatMovedIsBuiltWhereItIs() throws IOException {
        String before = head();
        git("rm", "-qr", "plugins/x");
        git("mv", "plugins/y", "plugins/z");
        assertThat(folders(push(before, commit()))).containsExactly("plugins/z");
    }

    @Test
    void pathsMayHaveAnyCharacter() throws IOException {
        String before = head();
        write("plugins/x/src/ä\n\"quoted\" $(id)", "changed");
        assertThat(folders(push(before, commit()))).containsExactly("plugins/x");
    }

    @Test
    void aShallowCloneIsSaidToBeOneAndTheMissingCommitIsNamed() throws IOException {
        String before = head();
        write("plugins/x/src/lib.rs", "changed");
        String after = commit();
        Path origin = root;
        root = folder.resolve("shallow");
        git(folder, "clone", "-q", "--depth", "1", "file://" + origin, root.toString());

        assertThatThrownBy(() -> discovery().changedBy(push(before, after)))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("the base commit " + before)
                .hasMessageContaining("shallow")
                .hasMessageContaining("fetch-depth: 0");

        root = folder.resolve("deep");
        git(folder, "clone", "-q", "--depth", "2", "file://" + origin, root.toString());
        assertThat(folders(push(before, after))).as("shallow, but deep enough").containsExactly("plugins/x");
    }

    @Test
    void aShallowCloneThatHasBothEndsButNotWhereTheyPartIsToldSo() throws IOException {
        git("checkout", "-q", "-b", "feature");
        write("plugins/x/a", "1");
        String head = commit();
        git("checkout", "-q", "main");
        write("plugins/y/a", "1");
        String base = commit();
        Path origin = root;
        root = folder.resolve("shallow");
        git(folder, "clone", "-q", "--depth", "1", "--no-single-branch", "file://" + origin, root.toString());
        assertThatThrownBy(() -> discovery().changedBy(pull(base, head)))
                .hasMessageContaining("have no commit in common in this clone, which is shallow");
    }

    @Test
    void aBaseThatWasOverwrittenIsNamed() throws IOException {
        String gone = "1".repeat(40);
        String head = head();
        assertThatThrownBy(() -> discovery().changedBy(push(gone, head)))
                .hasMessageContaining(gone)
                .hasMessageContaining("overwritten")
                .hasMessageContaining("--all");
    }

    @Test
    void aFolderThatIsNoCloneIsSaidToBeNone() throws IOException {
        root = Files.createDirectories(folder.resolve("none"));
        Files.createDirectory(root.resolve("plugins"));
        assertThatThrownBy(() -> discovery().changedBy(push("1".repeat(40), "2".repeat(40))))
                .hasMessageContaining("is not a git repository");
    }

    @Test
    void whatTheRepositoryAsksGitToRunIsNotRun() throws IOException {
        Path ran = folder.resolve("ran");
        String before = head();
        write(".gitattributes", "* diff=evil\n");
        write("plugins/x/src/lib.rs", "changed");
        String after = commit();
        git("config", "diff.evil.command", "touch " + ran);
        git("config", "diff.evil.textconv", "touch " + ran);
        git("config", "core.fsmonitor", "touch " + ran);
        git("config", "diff.external", "touch " + ran);
        assertThat(folders(push(before, after))).containsExactly("plugins/x");
        assertThat(ran).doesNotExist();
    }

    @Test
    void aFolderWithoutAManifestAndALinkAreNoPlugins() throws IOException {
        String before = head();
        write("plugins/shared/a.h", "x");
        Files.createSymbolicLink(root.resolve("plugins/link"), Path.of("x"));
        assertThat(folders(push(before, commit()))).isEmpty();
    }

    @Test
    void aFolderWhoseNameIsUnsafeInAWorkflowIsRefused() throws IOException {
        for (String name : List.of("$(id)", "A", "a b", "-rf", "a.b")) {
            plugin(name, "rust", "baseline");
            assertThatThrownBy(() -> discovery().all()).as(name).hasMessageContaining("cannot be a plugin's");
            Files.delete(root.resolve("plugins/" + name + "/plugin.yaml"));
        }
    }

    @Test
    void twoPluginsOfOneNameAreRefused() throws IOException {
        plugin("x", "rust", "baseline");
        Files.createDirectories(root.resolve("plugins/copy"));
        Files.copy(root.resolve("plugins/x/plugin.yaml"), root.resolve("plugins/copy/plugin.yaml"));
        assertThatThrownBy(() -> discovery().all())
                .hasMessageContaining("plugins/copy and plugins/x are both called acme/x");
    }

    @Test
    void aManifestWithFaultsIsToldWithFileAndLineAndOnlyWhereItChanged() throws IOException {
        write("plugins/y/plugin.yaml", "name: y");
        String before = commit();
        write("plugins/x/src/lib.rs", "changed");
        String after = commit();
        assertThat(folders(push(before, after))).containsExactly("plugins/x");
        assertThatThrownBy(() -> discovery().all()).hasMessageContaining("plugins/y/plugin.yaml:1:");
    }

    @Test
    void moreRowsThanAMatrixTakesAreRefusedAndAsManyAreNot() throws IOException {
        for (int i = 0; i < 253; i++) {
            plugin("p" + i, "rust", "baseline");
        }
        assertThat(discovery().all()).hasSize(255); // and x has two rows: 256
        plugin("p253", "rust", "baseline");
        assertThatThrownBy(() -> discovery().all())
                .hasMessageContaining("257 rows")
                .hasMessageContaining("256");
    }

    @Test
    void aMissingFolderOfPluginsIsNamed() throws IOException {
        Files.move(root.resolve("plugins"), root.resolve("elsewhere"));
        assertThatThrownBy(() -> discovery().all()).hasMessageContaining("'plugins' in registry.yaml");
    }

    private List<String> folders(Event event) {
        return discovery().changedBy(event).stream().map(Candidate::folder).toList();
    }

    private Discovery discovery() {
        RepositoryFile file = RepositoryFile.read(
                ("format: assay.registry-repository/1\nname: acme\nplugins: plugins\naudit: a\ntrust: t\nbranch: registry\n"
                                + "reviewers: []\nquorum: 1\nassay: {repository: a/b, commit: " + NONE + "}\n")
                        .getBytes(UTF_8),
                "registry.yaml");
        return new Discovery(root, file, System.getenv().getOrDefault("PATH", "/usr/bin"));
    }

    private static Event push(String before, String after) {
        return new Event.Push("refs/heads/main", CommitId.parse(before), CommitId.parse(after), "main");
    }

    private static Event pull(String base, String head) {
        return new Event.PullRequested("opened", 1, CommitId.parse(base), CommitId.parse(head));
    }

    private void plugin(String name, String toolchain, String variants) throws IOException {
        String plain = name.replaceAll("[^a-z0-9]", "q");
        write("plugins/" + name + "/plugin.yaml", """
                apiVersion: assay/v1
                kind: Plugin
                name: acme/%s
                version: 0.1.0
                summary: A plugin
                license: Apache-2.0
                source: https://example.org/source
                contract: assessment/1
                build: {toolchain: %s, path: ., variants: [%s]}
                """.formatted(plain, toolchain, variants));
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).resolveSibling(""));
        Files.writeString(root.resolve(path), content);
    }

    private String commit() throws IOException {
        git("add", "-A");
        git("commit", "-q", "-m", "x");
        return head();
    }

    private String head() throws IOException {
        return git("rev-parse", "HEAD").strip();
    }

    private String git(String... arguments) throws IOException {
        return git(root, arguments);
    }

    private static String git(Path in, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                "git",
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "commit.gpgsign=false",
                "-C",
                in.toString()));
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
