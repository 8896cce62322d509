package dev.assay.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.model.Reason;
import dev.assay.model.fleet.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person at the console, in a real browser. */
class BrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path PICTURES = Path.of("target", "console");
    private static final String HOSTILE =
            "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    private static Playwright playwright;
    private static Browser browser;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed (apt-get install chromium)");
        Files.createDirectories(PICTURES);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    static void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    private Page page(Stage stage, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(stage.service.uri().toString())
                .setColorScheme(scheme)
                .setViewportSize(1360, 900));
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("401")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    private static void login(Page page, Stage stage) {
        page.navigate("/");
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill(stage.password);
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Fleet")))
                .isVisible();
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
    }

    @Test
    void theFleetIsShownLiveAndWhatPluginsWroteIsInert() {
        try (Stage stage = new Stage()) {
            Page page = page(stage, ColorScheme.LIGHT);
            page.navigate("/");
            picture(page, "login");
            login(page, stage);
            assertThat(page.locator("#live")).hasText("Live");
            assertThat(page.getByText("No runtime is enrolled yet")).isVisible();

            Probe probe = new Probe(stage, Json.object().put("env", "prod"));
            Locator runtime = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(probe.name))
                    .first();
            assertThat(runtime).containsText("never-seen");
            assertThat(runtime).containsText("env: prod");

            for (String plugin : List.of("acme/ssh-hardening", "acme/tls-endpoint")) {
                stage.shelf.publish(plugin, "1.0.0");
                stage.operator()
                        .post("/api/v1/requirements", Asked.forRuntime(probe.id, plugin))
                        .is(201);
            }
            assertThat(runtime.locator("tbody th")).hasText(new String[] {"acme/ssh-hardening", "acme/tls-endpoint"});
            assertThat(runtime.getByText("✗ not verified")).hasCount(2);

            List<Assignment> assignments = probe.desired().assignments();
            probe.client()
                    .post(
                            probe.path("/status"),
                            probe.status(
                                            3,
                                            List.of(
                                                    Probe.active(assignments.get(0)),
                                                    Probe.refused(
                                                            assignments.get(1),
                                                            new Reason("unknown-signer", HOSTILE, "Have it signed"))))
                                    .toJson())
                    .is(204);
            assertThat(runtime.getByText("✓ verified")).hasCount(1);
            assertThat(runtime).containsText("unknown-signer");
            assertThat(runtime).containsText("<img src=x");

            probe.client()
                    .post(
                            probe.path("/results"),
                            Probe.batch(
                                    probe.result(
                                            assignments.get(0),
                                            Outcome.COMPLETED,
                                            "",
                                            Optional.of(Probe.response(HOSTILE, "not-satisfied"))),
                                    probe.result(assignments.get(1), Outcome.REFUSED, HOSTILE, Optional.empty())))
                    .is(200);
            Locator findings = page.getByText("Findings of acme/ssh-hardening");
            findings.focus();
            page.keyboard().press("Enter");
            assertThat(page.locator("details[open]")).containsText("not satisfied");
            picture(page, "fleet-light");

            probe.client()
                    .post(probe.path("/status"), probe.status(3, List.of()).toJson())
                    .is(204);
            assertThat(runtime.getByText("pending")).hasCount(2);
            assertThat(page.locator("details[open]")).hasCount(1); // What was open stays open.

            Page dark = page(stage, ColorScheme.DARK);
            login(dark, stage);
            assertThat(dark.locator("#live")).hasText("Live");
            picture(dark, "fleet-dark");
            dark.setViewportSize(390, 800);
            picture(dark, "fleet-narrow");

            assertThat(page.title()).isEqualTo("Fleet · Assay");
            assertThat(complaints).as("what the browser complained of").isEmpty();
        }
    }

    @Test
    void logoutLeadsToTheLoginAndBackDoesNotLeadIn() {
        Stage stage = Stage.shared();
        Page page = page(stage, ColorScheme.LIGHT);
        login(page, stage);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out"))
                .click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Log in")))
                .isVisible();
        page.navigate("/");
        assertThat(page).hasURL(stage.service.uri() + "/login");
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill("guess");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("The name or the password is wrong.");
    }

    @Test
    void everythingIsReachedByTheKeyboardFromTheSkipLinkOn() {
        Stage stage = Stage.shared();
        Page page = page(stage, ColorScheme.LIGHT);
        login(page, stage);
        page.reload();
        page.keyboard().press("Tab");
        assertThat(page.getByText("Skip to content")).isFocused();
        page.keyboard().press("Tab");
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Assay")))
                .isFocused();
    }
}
