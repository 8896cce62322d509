package dev.assay.control.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Request;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The pages by themselves: who sees them, what they allow, and that texts of plugins are inert in them. */
class ConsoleTest {
    private static final String HOSTILE =
            "</td><script>alert(1)</script><img src=x onerror=alert(1)>\"'`&lt;${7*7}{{7}}\u202e";

    /** One person, and sessions that last until they are left. */
    private static final class OneDoor implements Door {
        final Set<String> sessions = ConcurrentHashMap.newKeySet();

        @Override
        public Entry enter(String name, String password, String address) {
            if (!password.equals("right")) {
                return new Entry.Out("The name or the password is wrong.");
            }
            String session = "session" + (sessions.size() + 1);
            sessions.add(session);
            return new Entry.In(session, Duration.ofHours(8));
        }

        @Override
        public Optional<String> visitor(String session) {
            return sessions.contains(session) ? Optional.of("ann") : Optional.empty();
        }

        @Override
        public void leave(String session) {
            sessions.remove(session);
        }
    }

    private final OneDoor door = new OneDoor();

    private Console console(boolean secure) {
        return new Console(door, ConsoleTest::hostileFleet, goOn -> Reply.Answer.empty(200), secure);
    }

    private Answer call(String method, String path, String body, Map<String, String> headers) {
        Reply reply = console(false)
                .handle(new Request(
                        method,
                        path,
                        "",
                        name -> Optional.ofNullable(headers.get(name)),
                        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                        "127.0.0.1"));
        return (Answer) reply;
    }

    private Answer login(Map<String, String> headers) {
        return call("POST", "/login", "name=ann&password=right", headers);
    }

    private static FleetView hostileFleet() {
        FleetView.Run run = new FleetView.Run(
                "r",
                HOSTILE,
                HOSTILE,
                Instant.EPOCH,
                1,
                0,
                1,
                List.of(new FleetView.Finding(HOSTILE, HOSTILE, false, HOSTILE)),
                Optional.of(HOSTILE));
        FleetView.Plugin plugin = new FleetView.Plugin(
                "acme/check",
                Optional.of(new FleetView.Chosen(HOSTILE, "sha256:" + "0".repeat(64))),
                Optional.empty(),
                "refused",
                false,
                Optional.of(HOSTILE),
                List.of(new FleetView.Why(HOSTILE, HOSTILE, HOSTILE)),
                Optional.of(run));
        return new FleetView(
                Instant.EPOCH,
                List.of(new FleetView.Member(
                        "id",
                        "host",
                        new TreeMap<>(Map.of("label", HOSTILE)),
                        "reporting",
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        "control",
                        List.of(HOSTILE),
                        List.of(plugin))));
    }

    @Test
    void textsOfPluginsAndRuntimesAreInert() {
        login(Map.of());
        String page =
                call("GET", "/", "", Map.of("Cookie", "assay-session=session1")).body();
        assertThat(page)
                .contains("&lt;script&gt;")
                .doesNotContain("<script>alert", "<img src=x", "onerror=alert(1)>\"");
        assertThat(page.split("<script", -1)).as("our own script only").hasSize(2);
    }

    @Test
    void whoIsNotLoggedInSeesTheLoginOnly() {
        for (String cookie : List.of("", "assay-session=", "assay-session=invented", "other=session1")) {
            Answer answer = call("GET", "/", "", Map.of("Cookie", cookie));
            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.headers()).containsEntry("Location", "/login");
            assertThat(answer.body()).isEmpty();
            assertThat(call("GET", "/events", "", Map.of("Cookie", cookie)).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aLoginMakesACookieThatScriptsCannotReadAndOtherSitesCannotSend() {
        Answer in = login(Map.of());
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.headers().get("Set-Cookie"))
                .isEqualTo("assay-session=session1; Path=/; HttpOnly; SameSite=Strict; Max-Age=28800");
        Answer wrong = call("POST", "/login", "name=ann&password=wrong", Map.of());
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.headers()).doesNotContainKey("Set-Cookie");
        assertThat(wrong.body()).contains("role=\"alert\"");
    }

    @Test
    void overTlsTheCookieIsForTlsAlone() {
        Reply in = console(true)
                .handle(new Request(
                        "POST",
                        "/login",
                        "",
                        name -> Optional.empty(),
                        new ByteArrayInputStream("name=ann&password=right".getBytes(StandardCharsets.UTF_8)),
                        "127.0.0.1"));
        assertThat(in.headers().get("Set-Cookie")).endsWith("; Secure");
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        assertThat(login(Map.of("Sec-Fetch-Site", "cross-site")).status()).isEqualTo(403);
        assertThat(login(Map.of("Sec-Fetch-Site", "same-site")).status()).isEqualTo(403);
        assertThat(login(Map.of("Origin", "http://evil.example", "Host", "127.0.0.1:8484"))
                        .status())
                .isEqualTo(403);
        assertThat(door.sessions).isEmpty();
        assertThat(login(Map.of("Sec-Fetch-Site", "same-origin")).status()).isEqualTo(303);
        assertThat(login(Map.of("Origin", "http://127.0.0.1:8484", "Host", "127.0.0.1:8484"))
                        .status())
                .isEqualTo(303);
    }

    @Test
    void logoutNeedsTheGuardOfThePage() {
        login(Map.of());
        Map<String, String> cookie = Map.of("Cookie", "assay-session=session1");
        assertThat(call("POST", "/logout", "guard=" + "0".repeat(64), cookie).status())
                .isEqualTo(403);
        assertThat(call("POST", "/logout", "", cookie).status()).isEqualTo(403);
        assertThat(door.sessions).hasSize(1);
        String page = call("GET", "/", "", cookie).body();
        String guard = page.replaceAll("(?s).*name=\"guard\" value=\"([0-9a-f]+)\".*", "$1");
        Answer out = call("POST", "/logout", "guard=" + guard, cookie);
        assertThat(out.headers()).containsEntry("Location", "/login");
        assertThat(out.headers().get("Set-Cookie")).contains("Max-Age=0");
        assertThat(door.sessions).isEmpty();
    }

    @Test
    void noPageAllowsWhatIsNotOurs() {
        String policy = call("GET", "/login", "", Map.of()).headers().get("Content-Security-Policy");
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "http:", "https:", "*", "data:");
    }

    @Test
    void aFormThatIsTooLongOrBrokenIsAsIfEmpty() {
        assertThat(call("POST", "/login", "password=right&x=" + "y".repeat(5000), Map.of())
                        .status())
                .isEqualTo(401);
        assertThat(call("POST", "/login", "password=%zz", Map.of()).status()).isEqualTo(401);
    }

    @Test
    void anUnknownPageIsNotFound() {
        assertThat(call("GET", "/assets/../console.css", "", Map.of()).status()).isEqualTo(404);
        assertThat(call("GET", "/nothing", "", Map.of()).status()).isEqualTo(404);
        assertThat(call("GET", "/assets/console.css", "", Map.of()).status()).isEqualTo(200);
    }
}
