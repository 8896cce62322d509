package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A real browser looks at a site of a registry in which everything has happened. */
@Execution(ExecutionMode.SAME_THREAD) // one browser, and its driver speaks with one thread
class SitePagesTest {
    private static final Path AXE = Path.of("src/test/node/node_modules/axe-core/axe.min.js");

    @TempDir
    private static Path folder;

    private static HttpServer server;
    private static String origin;
    private static RealBrowser browser;

    @BeforeAll
    static void aServedSite() throws IOException {
        Showcase.make(folder);
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.toRealPath(),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        origin = "http://127.0.0.1:" + server.getAddress().getPort();
        browser = new RealBrowser();
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.stop(0);
    }

    @Test
    void everyLinkLeadsSomewhereAndNothingIsAskedOfAnotherOrigin() throws Exception {
        List<String> requests = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        Map<String, Integer> pages = new LinkedHashMap<>();
        TreeSet<String> files = new TreeSet<>();
        try (BrowserContext context = browser.get().newContext()) {
            Page page = context.newPage();
            page.onRequest(request -> requests.add(request.url()));
            page.onConsoleMessage(message -> complaints.add(page.url() + ": " + message.text()));
            page.onPageError(error -> complaints.add(page.url() + ": " + error));
            Deque<String> open = new ArrayDeque<>(List.of(origin + "/site/index.html"));
            while (!open.isEmpty()) {
                String url = open.pop();
                if (pages.containsKey(url)) {
                    continue;
                }
                Response response = page.navigate(url);
                pages.put(url, response.status());
                for (String link : strings(page.evaluate("[...document.links].map(a => a.href)"))) {
                    String target = link.replaceFirst("#.*", "");
                    if (!target.startsWith(origin)) {
                        assertThat(target).startsWith("https://git.example/");
                    } else if (target.endsWith(".html")) {
                        open.add(target);
                        if (link.contains("#") && target.equals(url)) {
                            assertThat(page.evaluate(
                                            "id => !!document.getElementById(id)",
                                            link.substring(link.indexOf('#') + 1)))
                                    .as(link)
                                    .isEqualTo(true);
                        }
                    } else {
                        files.add(target);
                    }
                }
            }
        }
        assertThat(pages)
                .hasSize(10)
                .allSatisfy((url, status) -> assertThat(status).as(url).isEqualTo(200));
        assertThat(requests).allMatch(url -> url.startsWith(origin + "/site/"));
        assertThat(complaints).isEmpty();
        assertThat(files).hasSizeGreaterThan(40);
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String file : files) {
                assertThat(client.send(
                                        HttpRequest.newBuilder(URI.create(file)).build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .as(file)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theFirstPageShowsEachPluginUnderItsOwner() {
        try (BrowserContext context = browser.get().newContext()) {
            Page page = visit(context, "index.html");
            assertThat(page.locator("h1").innerText()).isEqualTo("Acme plugins");
            assertThat(page.locator("h2").allInnerTexts()).containsExactly("acme", "northwind", "zz-hostile");
            assertThat(page.locator("li.card h3").allInnerTexts())
                    .containsExactly(
                            "disk-encryption",
                            "kernel-parameters",
                            "ssh-hardening",
                            "tls-endpoint",
                            "arithmetic",
                            "patch-level",
                            "shadow-reader",
                            "name");
            page.getByText("ssh-hardening").first().click();
            assertThat(page.locator("h1").innerText()).isEqualTo("acme/ssh-hardening");
            page.locator("#v2\\.0\\.0 summary").click();
            assertThat(page.locator("#v2\\.0\\.0").innerText()).contains("review-quorum-missing", "1 of 2");
        }
    }

    @Test
    void theStatusPageSaysWhatWaitsWhatWasRevokedAndWhatDoesNotLoad() {
        try (BrowserContext context = browser.get().newContext()) {
            Page page = visit(context, "status.html");
            assertThat(page.locator("section[aria-labelledby=waiting]").innerText())
                    .contains("acme/ssh-hardening 2.0.0", "10 days, since 10 Nov 2026", "1 of 2", "Kim", "C05");
            assertThat(page.locator("section[aria-labelledby=incidents]").innerText())
                    .contains("northwind/patch-level 1.1.0", "reports packages of another host")
                    .contains("Taken back", "the scanner was wrong");
            assertThat(page.locator("section[aria-labelledby=refused]").innerText())
                    .contains("northwind/shadow-reader 0.2.0", "a reviewer rejects the module")
                    .contains("zz-hostile/name 1.0.0", "the audit rejected the module");
            assertThat(page.locator("section[aria-labelledby=re-audit]").innerText())
                    .contains("3 modules audited again 20 Nov 2026, 09:00 UTC");
        }
    }

    @Test
    void whatAPluginSaysIsTextAndNothingElse() {
        try (BrowserContext context = browser.get().newContext()) {
            Page page = visit(context, "plugins/zz-hostile/name.html");
            assertThat(page.locator("script").count()).isZero();
            assertThat(page.locator("img").count()).isEqualTo(1);
            assertThat(page.locator(".lead").innerText()).isEqualTo(Showcase.MARKUP);
            page = visit(context, "status.html");
            assertThat(page.locator("h1").count()).isEqualTo(1);
            assertThat(page.locator("main").innerText())
                    .contains("name \\u202egnp.exe\\u0007\\u000a</ul><h1>")
                    .doesNotContain("\u202e");
        }
    }

    @Test
    void headingsAreInOrderAndNothingIsCutOffOnANarrowScreen() {
        Browser.NewContextOptions narrow = new Browser.NewContextOptions().setViewportSize(320, 640);
        try (BrowserContext context = browser.get().newContext(narrow)) {
            for (String name : List.of("index.html", "status.html", "plugins/acme/ssh-hardening.html")) {
                Page page = visit(context, name);
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .as(name)
                        .isEqualTo(320);
                int before = 0;
                List<String> levels = strings(
                        page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => h.tagName)"));
                for (String tag : levels) {
                    int level = tag.charAt(1) - '0';
                    assertThat(level).as(name + ": " + levels).isBetween(1, before + 1);
                    before = level;
                }
                assertThat(levels).containsOnlyOnce("H1");
                assertThat(page.locator("html").getAttribute("lang")).isEqualTo("en");
                assertThat(page.locator("th:not([scope])").count()).isZero();
                page.keyboard().press("Tab");
                assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("Skip to content");
            }
        }
    }

    @Test
    void anIndependentJudgeOfAccessibilityFindsNothing() throws IOException {
        if (!Files.exists(AXE)) {
            String remedy = "axe-core is missing; run: npm ci --prefix e2e/src/test/node";
            if (System.getenv("ASSAY_CHECK") != null) {
                fail(remedy);
            }
            abort(remedy);
        }
        String axe = Files.readString(AXE);
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (BrowserContext context =
                    browser.get().newContext(new Browser.NewContextOptions().setColorScheme(scheme))) {
                for (String name : List.of(
                        "index.html",
                        "status.html",
                        "plugins/acme/ssh-hardening.html",
                        "plugins/northwind/shadow-reader.html")) {
                    Page page = visit(context, name);
                    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
                    page.evaluate(axe);
                    assertThat(strings(page.evaluate("""
                            axe.run().then(found => found.violations.flatMap(v =>
                                v.nodes.map(n => v.id + ': ' + n.target + ': ' + n.failureSummary)))""")))
                            .as(scheme + " " + name)
                            .isEmpty();
                }
            }
        }
    }

    private static Page visit(BrowserContext context, String page) {
        Page visited = context.newPage();
        visited.navigate(origin + "/site/" + page);
        return visited;
    }

    private static List<String> strings(Object evaluated) {
        return ((List<?>) evaluated).stream().map(String::valueOf).toList();
    }
}
