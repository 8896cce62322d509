package dev.assay.github.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Plays GitHub's API for one repository, on loopback. A request that GitHub's description does not know, an answer that
 * it does not describe, or a token that reaches the storage of artifacts is a violation: {@link #close} fails the test
 * with all of them. An operation outside the token's permissions gets 403, as GitHub answers it.
 */
public final class FakeGitHub implements AutoCloseable {
    private static final int LARGEST = 64 << 20;

    private final OpenApi description = new OpenApi();
    private final Specimen specimen = new Specimen(description);
    private final FakeRepository repository;
    private final HttpServer api;
    private final HttpServer storage;
    private final Routes routes;
    private final Deque<Mishap> mishaps = new ArrayDeque<>();
    private final Map<String, Runnable> meanwhile = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private FakeGitHub(String name, Clock clock) {
        try {
            api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        repository = new FakeRepository(name, clock);
        routes = new Routes(
                repository, url(), "http://localhost:" + storage.getAddress().getPort());
        api.createContext("/", guarded(this::serve));
        api.createContext("/_runner/artifacts", guarded(this::keepArtifact));
        storage.createContext("/", guarded(this::serveStorage));
        api.start();
        storage.start();
    }

    /** Starts one for the repository {@code owner/name}. */
    public static FakeGitHub of(String name) {
        return new FakeGitHub(name, Clock.systemUTC());
    }

    public FakeRepository repository() {
        return repository;
    }

    public String url() {
        return "http://127.0.0.1:" + api.getAddress().getPort();
    }

    /** The variables that a runner sets for a job with these permissions, {@code contents: read}. */
    public Map<String, String> environment(String... permissions) {
        return Map.of(
                "GITHUB_API_URL", url(),
                "GITHUB_REPOSITORY", repository.name,
                "GITHUB_TOKEN", Permissions.of(permissions).token());
    }

    /** The next requests fare so, one each. */
    public void next(Mishap... coming) {
        synchronized (repository) {
            mishaps.addAll(List.of(coming));
        }
    }

    /** The first request that begins so, {@code GET /repos/…}, is answered only after this happened. */
    public void before(String request, Runnable happening) {
        synchronized (repository) {
            meanwhile.put(request, happening);
        }
    }

    /** Whatever was still to go wrong does not. */
    public void recover() {
        synchronized (repository) {
            mishaps.clear();
        }
    }

    /** What was asked so far, {@code GET /repos/…}, without queries. */
    public List<String> requests() {
        synchronized (repository) {
            return List.copyOf(requests);
        }
    }

    public List<String> violations() {
        synchronized (repository) {
            return List.copyOf(violations);
        }
    }

    /** Forgets the violations: for tests of the fake itself. */
    void forgive() {
        synchronized (repository) {
            violations.clear();
        }
    }

    @Override
    public void close() {
        api.stop(0);
        storage.stop(0);
        if (!violations().isEmpty()) {
            throw new AssertionError("GitHub's description was violated:\n" + String.join("\n", violations()));
        }
    }

    private HttpHandler guarded(HttpHandler handler) {
        return exchange -> {
            try (exchange) {
                synchronized (repository) {
                    handler.handle(exchange);
                }
            } catch (RuntimeException | AssertionError e) {
                synchronized (repository) {
                    violations.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": " + e);
                }
            }
        };
    }

    private void serve(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        requests.add(method + " " + path);
        happen(method + " " + path);
        byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST);
        Mishap mishap = Optional.ofNullable(mishaps.poll())
                .filter(coming -> !coming.equals(Mishap.none()))
                .orElse(null);
        if (mishap != null && !mishap.done()) {
            mishap(exchange, mishap);
            return;
        }
        Optional<OpenApi.Operation> operation = description.find(method, path);
        if (operation.isEmpty()) {
            violation(exchange, method + " " + path + " is not described");
            return;
        }
        Routes.Answer answer = answer(exchange, operation.get(), bytes);
        if (mishap != null) {
            mishap(exchange, mishap);
        } else {
            send(exchange, answer.status(), answer.body(), answer.headers());
        }
    }

    private void happen(String request) {
        List<String> due =
                meanwhile.keySet().stream().filter(request::startsWith).toList();
        due.forEach(one -> Objects.requireNonNull(meanwhile.remove(one)).run());
    }

    /** What a job uploads. The workflow runner in {@code e2e/runner} sends it here, as GitHub's own reaches its storage. */
    private void keepArtifact(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        repository.artifact(
                Long.parseLong(query.getOrDefault("run", "")),
                query.getOrDefault("name", ""),
                exchange.getRequestBody().readNBytes(LARGEST));
        exchange.sendResponseHeaders(201, -1);
    }

    private Routes.Answer answer(HttpExchange exchange, OpenApi.Operation operation, byte[] bytes) {
        Optional<Permissions> token = Optional.ofNullable(
                        exchange.getRequestHeaders().getFirst("Authorization"))
                .filter(header -> header.startsWith("Bearer "))
                .flatMap(header -> Permissions.ofToken(header.substring("Bearer ".length())));
        if (token.isEmpty()) {
            return refusal(401, "Bad credentials");
        }
        Map<String, String> path =
                operation.match(exchange.getRequestURI().getRawPath()).orElseThrow();
        if (!(path.get("owner") + "/" + path.get("repo")).equals(repository.name)) {
            return refusal(404, "Not Found");
        }
        Routes.Route route = routes.of(operation.id());
        if (!token.get().allow(route.permission())) {
            return refusal(403, "Resource not accessible by integration");
        }
        Map<String, String> query = query(exchange);
        boolean isJson = "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        JsonNode body = isJson ? json(bytes) : null;
        List<String> faults = description.faultsOfRequest(operation, path, query, body);
        faults.forEach(fault -> violations.add(operation.id() + ": " + fault));
        if (!faults.isEmpty()) {
            return refusal(400, String.join("; ", faults));
        }
        Pages pages = new Pages(url() + exchange.getRequestURI().getRawPath(), query);
        return checked(
                operation,
                pages,
                perform(route, new Routes.Asked(path, query, body == null ? Json.object() : body, bytes::clone)));
    }

    private static Routes.Answer perform(Routes.Route route, Routes.Asked asked) {
        try {
            return route.handler().apply(asked);
        } catch (FakeRepository.NotThere e) {
            return refusal(404, "Not Found");
        }
    }

    /** Fills the answer up to what GitHub would give, cuts the asked page out of it, and holds it against the description. */
    private Routes.Answer checked(OpenApi.Operation operation, Pages pages, Routes.Answer answer) {
        JsonNode body = answer.body();
        Map<String, String> headers = new HashMap<>(answer.headers());
        if (body != null && answer.status() / 100 == 2) {
            JsonNode page = operation.method().equals("GET") ? pages.cut(body, headers) : body;
            body = specimen.fill(description.answer(operation, answer.status()), page);
        }
        for (String fault : description.faultsOfAnswer(operation, answer.status(), body)) {
            violations.add("the fake's own answer to " + operation.id() + ": " + fault);
        }
        return new Routes.Answer(answer.status(), body, headers);
    }

    private void serveStorage(HttpExchange exchange) throws IOException {
        requests.add("storage " + exchange.getRequestURI().getPath());
        if (exchange.getRequestHeaders().containsKey("Authorization")) {
            violations.add("the token was sent to the storage of artifacts");
        }
        byte[] zip = repository.archives.get(
                Long.parseLong(exchange.getRequestURI().getPath().substring(1)));
        if (zip == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.sendResponseHeaders(200, zip.length == 0 ? -1 : zip.length);
        exchange.getResponseBody().write(zip);
    }

    private void violation(HttpExchange exchange, String what) throws IOException {
        violations.add(what);
        send(exchange, 500, Json.object().put("message", what), Map.of());
    }

    private static void mishap(HttpExchange exchange, Mishap mishap) throws IOException {
        send(exchange, mishap.status(), Json.object().put("message", mishap.message()), mishap.headers());
    }

    private static Routes.Answer refusal(int status, String message) {
        return new Routes.Answer(
                status,
                Json.object()
                        .put("message", message)
                        .put("documentation_url", "https://github.example/")
                        .put("status", String.valueOf(status)),
                Map.of());
    }

    private static void send(HttpExchange exchange, int status, @Nullable JsonNode body, Map<String, String> headers)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = body == null ? new byte[0] : body.toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return query;
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return Json.read(bytes, LARGEST);
        } catch (InvalidValueException e) {
            throw new AssertionError("the request's body is no JSON: " + e.getMessage(), e);
        }
    }
}
