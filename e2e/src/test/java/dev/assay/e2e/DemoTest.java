package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.assay.model.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The demonstration shows what it says it shows, and leaves a console that a real browser can open. */
@Order(1)
@Tag("nightly") // four minutes beside all other tests; should it stand still, as it did twice, it says where
class DemoTest {
    @TempDir
    private Path folder;

    @Test
    void theDemoShowsTheWholeChainAndLeavesAConsole() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path demo = folder.resolve("demo");
        Process process = new Assay(folder).start(out, err, "demo", "--json", "--dir", demo.toString());
        try {
            awaitTheEnd(process, err);
            JsonNode record = Json.read(Files.readAllBytes(out), 1 << 20);
            showsThreePlugins(record);
            showsSixRefusals(record);
            showsThreeStopped(record);
            assertThat(record.path("replayed").asInt()).isEqualTo(3);
            String console = record.path("console").asString();
            String password = Files.readString(demo.resolve("admin.password")).strip();
            aBrowserSeesTheThreePlugins(console, password);
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
            assertThat(answers(console)).isFalse();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Should it stand still, what it said last and what its threads and children do is what anybody will ask for. */
    private static void awaitTheEnd(Process process, Path err) throws Exception {
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(6))
                    .until(() -> !process.isAlive() || Files.readString(err).contains("Stop with Ctrl-C"));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("the demo stands still:\n" + Files.readString(err) + "\n" + threads(process), e);
        }
        assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
    }

    private static String threads(Process process) throws Exception {
        StringBuilder told = new StringBuilder();
        process.descendants()
                .forEach(child -> told.append(child.pid())
                        .append(' ')
                        .append(child.info())
                        .append('\n'));
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process dump = new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print")
                .redirectErrorStream(true)
                .start();
        return told + new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void showsThreePlugins(JsonNode record) {
        assertThat(texts(record.path("plugins"), "name"))
                .containsExactly("assay/ssh-hardening", "assay/tls-endpoint", "assay/linux-baseline");
        assertThat(record.path("plugins")).allSatisfy(plugin -> {
            assertThat(plugin.path("verdict").asString()).isEqualTo("approved");
            assertThat(plugin.path("state").asString()).isEqualTo("active");
            assertThat(plugin.path("findings").asInt()).isPositive();
            assertThat(plugin.path("digest").asString()).startsWith("sha256:");
            assertThat(plugin.path("seconds").asDouble()).isPositive();
            assertThat(plugin.path("fuel").asLong()).isPositive();
        });
    }

    private static void showsSixRefusals(JsonNode record) {
        Map<String, String> reasons = Map.of(
                "tampered", "content-changed",
                "unaudited", "audit",
                "unknown-signer", "unknown-signer",
                "revoked", "revoked",
                "capability-not-granted", "capability-not-granted",
                "incompatible-contract", "incompatible-contract");
        assertThat(texts(record.path("refusals"), "case")).containsExactlyInAnyOrderElementsOf(reasons.keySet());
        assertThat(record.path("refusals"))
                .allSatisfy(refusal -> assertThat(refusal.path("reason").asString())
                        .contains(reasons.get(refusal.path("case").asString())));
    }

    private static void showsThreeStopped(JsonNode record) {
        assertThat(texts(record.path("stopped"), "case")).containsExactly("endless-loop", "memory-growth", "trap");
        assertThat(texts(record.path("stopped"), "outcome")).containsExactly("deadline", "memory", "trapped");
    }

    private static void aBrowserSeesTheThreePlugins(String console, String password) {
        try (RealBrowser browser = new RealBrowser()) {
            Page page = browser.get().newPage();
            page.navigate(console);
            page.getByLabel("Name").fill("admin");
            page.getByLabel("Password").fill(password);
            page.locator("button[type=submit]").first().click();
            page.waitForURL(url -> !url.contains("login"));
            String text = page.locator("main").innerText();
            assertThat(text)
                    .contains("this-host")
                    .contains("assay/ssh-hardening")
                    .contains("assay/tls-endpoint")
                    .contains("assay/linux-baseline")
                    .containsIgnoringCase("verified")
                    .containsIgnoringCase("active");
        }
    }

    private static boolean answers(String console) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(HttpRequest.newBuilder(URI.create(console)).build(), HttpResponse.BodyHandlers.discarding());
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(node -> node.path(field).asString(""))
                .toList();
    }
}
