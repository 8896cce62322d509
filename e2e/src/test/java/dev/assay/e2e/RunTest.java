package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.assay.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code assay run}: one assessment for the one who wrote the plugin. */
class RunTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path GUESTS = Assay.HOME.resolve("sandbox/src/test/resources/dev/assay/sandbox/guests");

    @TempDir
    private Path folder;

    private Assay.Ended run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(arguments));
        return new Assay(folder).run(all.toArray(String[]::new));
    }

    /** A module of the sandbox's tests with a manifest beside it. */
    private String guest(String name, String capabilities) throws IOException {
        Files.writeString(folder.resolve("plugin.yaml"), """
                apiVersion: assay/v1
                kind: Plugin
                name: test/guest
                version: 1.0.0
                summary: A guest of the tests
                license: Apache-2.0
                source: https://example.com/source
                contract: assessment/1
                build: {toolchain: clang, path: .}
                limits: {memory: 16MiB, time: 20s, fuel: 1e9, output: 1MiB}
                capabilities: %s
                """.formatted(capabilities));
        return Files.copy(GUESTS.resolve(name + ".wasm"), folder.resolve(name + ".wasm"))
                .toString();
    }

    @Test
    void aRunOfThisMachineIsShownAndBecomesATestThatPasses() throws IOException {
        Path plugin = Assay.HOME.resolve("plugins/linux-baseline");
        String release = folder.resolve("release").toString();
        assertThat(new Assay(folder)
                        .run("build", plugin.toString(), "--out", release)
                        .status())
                .isZero();
        Path tests = Files.createDirectories(folder.resolve("plugin/tests"));
        Assay.Ended ran =
                run(release, "--json", "--record", tests.resolve("here.json").toString());

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.err())
                .containsPattern("[0-9.]+ ms  file read /etc/login.defs  (ok|not-found)")
                .containsPattern("completed after [0-9]+ ms: [0-9,]+ of 200,000,000 fuel, .* host calls");
        JsonNode json = Json.read(ran.out().getBytes(StandardCharsets.UTF_8), 16 << 20);
        assertThat(json.path("outcome").asString()).isEqualTo("completed");
        assertThat(json.path("response").path("abi").asString()).isEqualTo("1");
        assertThat(json.path("calls").size()).isGreaterThan(20);

        Assay.Ended tested =
                new Assay(folder).run("test", folder.resolve("plugin").toString(), "--release", release);
        assertThat(tested.status()).as(tested.out() + tested.err()).isZero();
        assertThat(tested.out()).contains("2 passed, 0 failed");
    }

    @Test
    void requestsAndAnswersAreShownOnDemand() throws IOException {
        String guest = guest("ask-clock", "{}");
        Files.writeString(folder.resolve("request.json"), "{}");
        String request = folder.resolve("request.json").toString();
        assertThat(run(guest, "--request", request).err())
                .contains("ms  clock  ok")
                .doesNotContain("unix-ms");
        assertThat(run(guest, "--request", request, "--trace").err()).contains("← {\"ok\":{\"time\":");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            recurse    | {}                 | ''             | 1  | trapped: its calls nested too deeply
            loop       | {}                 | --fuel=1000000 | 1  | fuel: its fuel of 1000000 was used up
            loop       | {}                 | --time=1s      | 1  | deadline: its time of 1000 ms was over
            ask-exec   | {exec: [secret]}   | ''             | 20 | denied: exec secret is not in the effective set
            ask-exec   | {}                 | ''             | 20 | refused: it imports assay:exec@1 call
            undeclared | {}                 | ''             | 20 | refused: it imports env system
            """)
    void whatStopsARunIsSaid(String name, String capabilities, String option, int status, String told)
            throws IOException {
        String guest = guest(name, capabilities);
        String request = Files.writeString(folder.resolve("request.json"), "{\"name\":\"secret\"}")
                .toString();
        Assay.Ended ended = option.isEmpty() ? run(guest, "--request", request) : run(guest, option);
        assertThat(ended.err()).contains(told);
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--time=0s", "--memory=1TiB", "--fuel=-3", "--output=much"})
    void aLimitThatIsNoneIsAWrongCall(String option) throws IOException {
        Assay.Ended ended = run(guest("honest", "{}"), option);
        assertThat(ended.err())
                .contains("Invalid value for option '" + option.replaceAll("=.*", "") + "'")
                .contains("is not valid: expected a number");
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Path alone = Files.copy(GUESTS.resolve("honest.wasm"), folder.resolve("alone.wasm"));
        assertThat(run(alone.toString()).err())
                .contains("has no manifest beside it")
                .contains("--manifest plugin.yaml");
        assertThat(run("nobody/nothing@^1").err())
                .contains("is no file and no folder")
                .contains("--registry and --trust");
        assertThat(run(folder.resolve("gone.wasm").toString(), "--manifest", alone.toString())
                        .err())
                .contains("does not exist");
        assertThat(run(folder.toString()).err()).contains("is no release");
        String guest = guest("honest", "{}");
        assertThat(run(guest, "--operation", "describe", "--record", "test.json")
                        .err())
                .contains("only an assessment can be recorded");
        assertThat(run(guest, "--operation", "describe").status()).isZero();
    }

    @Test
    void aBrowserShowsWhereTheFuelWentAndNamesAreOnlyText() throws IOException {
        String page = folder.resolve("fuel.html").toString();
        assertThat(run(guest("hostile-name", "{}"), "--profile", page).status()).isZero();

        assertThat(CHROMIUM).as("install it: apt-get install chromium").exists();
        List<String> complaints = new ArrayList<>();
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(CHROMIUM)
                                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run")))) {
            Page shown = browser.newPage();
            shown.onConsoleMessage(message -> complaints.add(message.text()));
            shown.onPageError(complaints::add);
            shown.navigate("file://" + page);
            assertThat(shown.title()).isEqualTo("Fuel of test/guest 1.0.0");
            assertThat(shown.locator("img, main script").count()).isZero();
            assertThat(shown.locator("#functions tr").first().innerText())
                    .startsWith("</script><img src=x onerror=document.title='taken'>\\u202e")
                    .contains("8,001");
            assertThat(shown.locator("#graph button").count()).isEqualTo(3); // assay_alloc is too narrow to see
            Locator work = shown.locator("#graph button").nth(2);
            work.click();
            assertThat(shown.locator("#graph button").count()).isEqualTo(1);
            assertThat(shown.locator("#path").innerText()).startsWith("› assay_assess › </script>");
            shown.locator("#all").click();
            assertThat(shown.locator("#graph button").count()).isEqualTo(3);
        }
        assertThat(complaints).isEmpty();
    }
}
