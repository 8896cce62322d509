package dev.assay.control.console;

import dev.assay.control.http.Form;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Request;
import dev.assay.model.Digest;
import dev.assay.model.ModelException;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The pages. Everything that a template shows is escaped for its place; no page allows a script, a style or a connection
 * that is not ours; a form counts only if our own page sent it. Thread-safe.
 */
public final class Console {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String COOKIE = "assay-session";
    private static final int MOST_FORM_BYTES = 4096;
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types 'none'",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "X-Frame-Options",
            "DENY");

    private final Door door;
    private final Supplier<FleetView> fleet;
    private final Function<BooleanSupplier, Reply> events;
    private final boolean secure;
    private final TemplateEngine templates;

    /**
     * @param events tells a page of changes for as long as it may be told
     * @param secure whether the service is reached by TLS, so that the cookie is for TLS alone
     */
    public Console(Door door, Supplier<FleetView> fleet, Function<BooleanSupplier, Reply> events, boolean secure) {
        this.door = door;
        this.fleet = fleet;
        this.events = events;
        this.secure = secure;
        this.templates = TemplateEngine.createPrecompiled(
                null, ContentType.Html, Console.class.getClassLoader(), Console.class.getPackageName());
    }

    /** Answers a request for a page. */
    public Reply handle(Request request) {
        return switch (request.method() + " " + request.path()) {
            case "GET /" -> withSession(request, session -> page(session));
            case "GET /events" -> events(request);
            case "GET /login" -> loginPage(200, "");
            case "POST /login" -> ours(request) ? login(request) : strange();
            case "POST /logout" -> ours(request) ? logout(request) : strange();
            case "GET /assets/console.css" -> Asset.CSS.answer();
            case "GET /assets/console.js" -> Asset.SCRIPT.answer();
            case "GET /assets/icon.svg" -> Asset.ICON.answer();
            default -> html(404, render("message.jte", "There is no such page."));
        };
    }

    private interface Page {
        Reply of(String session);
    }

    private Reply withSession(Request request, Page page) {
        return session(request).map(page::of).orElseGet(() -> seeOther("/login"));
    }

    private Reply page(String session) {
        String visitor = door.visitor(session).orElse("");
        return html(200, render("fleet.jte", new FleetPage(fleet.get(), visitor, guard(session))));
    }

    private Reply events(Request request) {
        return session(request)
                .map(session -> events.apply(() -> door.visitor(session).isPresent()))
                .orElseGet(() -> html(401, render("message.jte", "Log in first.")));
    }

    private Reply loginPage(int status, String problem) {
        return html(status, render("login.jte", problem));
    }

    private Reply login(Request request) {
        Map<String, String> form = form(request);
        Door.Entry entry = door.enter(form.getOrDefault("name", ""), form.getOrDefault("password", ""), request.peer());
        return switch (entry) {
            case Door.Entry.Out out -> loginPage(401, out.message());
            case Door.Entry.In in ->
                seeOther("/")
                        .with("Set-Cookie", cookie(in.session(), in.lifetime().toSeconds()));
        };
    }

    private Reply logout(Request request) {
        Optional<String> session = session(request);
        String given = form(request).getOrDefault("guard", "");
        if (session.isPresent() && !same(guard(session.get()), given)) {
            return strange();
        }
        session.ifPresent(door::leave);
        return seeOther("/login").with("Set-Cookie", cookie("", 0));
    }

    /** Proves that a form was on a page which was made for this session. */
    private static String guard(String session) {
        return Digest.of(("form " + session).getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the browser says that a page of ours sent this; a browser that says nothing is old, or no browser. */
    private static boolean ours(Request request) {
        Optional<String> site = request.header("Sec-Fetch-Site");
        if (site.isPresent()) {
            return site.get().equals("same-origin");
        }
        String host = request.header("Host").orElse("");
        return request.header("Origin")
                .map(origin -> origin.equals("http://" + host) || origin.equals("https://" + host))
                .orElse(true);
    }

    private Optional<String> session(Request request) {
        return Arrays.stream(request.header("Cookie").orElse("").split(";", 50))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .findFirst()
                .filter(session -> door.visitor(session).isPresent());
    }

    private String cookie(String session, long seconds) {
        return COOKIE + "=" + session + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds
                + (secure ? "; Secure" : "");
    }

    private static Map<String, String> form(Request request) {
        try {
            byte[] bytes = request.body().readNBytes(MOST_FORM_BYTES + 1);
            return bytes.length > MOST_FORM_BYTES ? Map.of() : Form.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException | ModelException e) {
            return Map.of(); // As if nothing had been filled in.
        }
    }

    private String render(String template, Object parameter) {
        StringOutput output = new StringOutput();
        templates.render(template, parameter, output);
        return output.toString();
    }

    private Reply strange() {
        return html(
                403, render("message.jte", "This form was not sent by the console. Open the console and try again."));
    }

    private static Answer html(int status, String body) {
        return new Answer(status, HEADERS, HTML, body);
    }

    private static Answer seeOther(String path) {
        return html(303, "").with("Location", path);
    }
}
