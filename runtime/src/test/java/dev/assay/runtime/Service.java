package dev.assay.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.DesiredState;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.KeyType;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.SigningKey;
import dev.assay.trust.VerificationKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The runtime's side of a Configuration Service over real HTTP: enrolment, tokens by client assertion, signed desired
 * states, status and results. It believes nothing that is not signed by the enrolled key.
 */
final class Service implements AutoCloseable {
    final SigningKey key = SigningKey.create(KeyType.P_256, new SecureRandom());
    final List<RuntimeStatus> statuses = new ArrayList<>();
    final Map<UUID, Result> results = new ConcurrentHashMap<>();
    final List<Integer> batches = new ArrayList<>();
    final UUID runtime = UUID.fromString("0b6f6c1e-7a57-4a43-9d53-3b0c2f5f7a11");
    final Clock clock;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> accessTokens = new HashSet<>();
    private final Set<String> assertions = new HashSet<>();
    VerificationKey runtimeKey = key.verificationKey();
    private String secret = "one-time-secret";
    private byte[] document = new byte[0];
    private String etag = "";

    /** What is given in place of the answer to this path, if it is set. */
    Function<String, Optional<Integer>> failing = path -> Optional.empty();

    VerificationKey shownKey = key.verificationKey();
    String heartbeat = "PT1S";

    Service(Clock clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String token(Instant expires) {
        ObjectNode json = Json.document("assay.enrolment-token", 1)
                .put("control", address())
                .put("key", key.hint())
                .put("expires", expires.toString())
                .put("secret", secret);
        return "assay-enrol-1." + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.canonical(json));
    }

    void desire(long revision, Assignment... assignments) {
        desire(key, runtime, revision, clock.instant().plus(Duration.ofHours(24)), assignments);
    }

    synchronized void desire(SigningKey signer, UUID whom, long revision, Instant expires, Assignment... assignments) {
        DesiredState state = new DesiredState(whom, revision, clock.instant(), expires, List.of(assignments));
        document = SignedDocument.sign(DocumentKind.DESIRED_STATE, state.toJson(), signer)
                .bytes();
        etag = "\"" + Digest.of(document).brief() + "\"";
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        Optional<Integer> failure = failing.apply(path);
        try {
            if (failure.isPresent()) {
                answer(exchange, failure.get(), problem("as the test wants"));
            } else {
                answer(exchange, path, body);
            }
        } catch (RuntimeException e) {
            answer(exchange, 400, problem(String.valueOf(e.getMessage())));
        }
    }

    private synchronized void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
        String own = "/api/v1/runtimes/" + runtime + "/";
        String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (path.equals("/api/v1/enrolments")) {
            enrol(exchange, Json.read(body, 1 << 20));
        } else if (path.equals("/api/v1/token")) {
            token(exchange, new String(body, StandardCharsets.UTF_8));
        } else if (!accessTokens.contains(bearer.replaceFirst("^Bearer ", ""))) {
            answer(exchange, 401, problem("a token is needed"));
        } else if (path.equals(own + "desired-state")) {
            boolean known = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            exchange.getResponseHeaders().set("ETag", etag);
            answer(exchange, known ? 304 : 200, known ? new byte[0] : document);
        } else if (path.equals(own + "status")) {
            statuses.add(RuntimeStatus.fromJson(Fields.of(Json.read(body, 1 << 20), "status")));
            answer(exchange, 204, new byte[0]);
        } else if (path.equals(own + "results")) {
            List<Result> given = Fields.of(Json.read(body, 32 << 20), "$").objects("results", 100).stream()
                    .map(Result::fromJson)
                    .toList();
            batches.add(given.size());
            given.forEach(result -> results.put(result.runId(), result));
            answer(exchange, 200, "{\"stored\":1,\"duplicates\":0}".getBytes(StandardCharsets.UTF_8));
        } else {
            answer(exchange, 404, problem("there is no " + path));
        }
    }

    private void enrol(HttpExchange exchange, JsonNode body) throws IOException {
        byte[] token =
                Base64.getUrlDecoder().decode(body.path("token").asString("").substring("assay-enrol-1.".length()));
        RuntimeProfile.fromJson(Fields.of(body.path("profile"), "profile"));
        if (!Json.read(token, 4096).path("secret").asString("").equals(secret)) {
            answer(exchange, 401, problem("the token gives no right to enrol"));
            return;
        }
        secret = "used";
        runtimeKey = Identity.verificationKey(body.path("key").asString(""));
        ObjectNode enrolled = Json.object()
                .put("runtime", runtime.toString())
                .put("name", "host-1")
                .put("control-key", shownKey.pem())
                .put("token-url", address() + "/api/v1/token")
                .put("heartbeat", heartbeat);
        answer(exchange, 201, Json.canonical(enrolled));
    }

    private void token(HttpExchange exchange, String form) throws IOException {
        Map<String, String> fields = Stream.of(form.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        String[] jws = fields.getOrDefault("client_assertion", "..").split("\\.", -1);
        byte[] signed = (jws[0] + "." + jws[1]).getBytes(StandardCharsets.US_ASCII);
        JsonNode claims = Json.read(Base64.getUrlDecoder().decode(jws[1]), 4096);
        boolean genuine = "client_credentials".equals(fields.get("grant_type"))
                && new String(Base64.getUrlDecoder().decode(jws[0]), StandardCharsets.UTF_8)
                        .equals("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}")
                && runtimeKey.verifies(signed, Base64.getUrlDecoder().decode(jws[2]))
                && claims.path("iss").asString("").equals(runtime.toString())
                && claims.path("sub").asString("").equals(runtime.toString())
                && claims.path("aud").asString("").equals(address() + "/api/v1/token")
                && claims.path("exp").longValue() - claims.path("iat").longValue() <= 300
                && assertions.add(claims.path("jti").asString(""));
        if (!genuine) {
            answer(exchange, 401, problem("this assertion is none"));
            return;
        }
        String access = "access-" + assertions.size();
        accessTokens.add(access);
        ObjectNode answer = Json.object()
                .put("access_token", access)
                .put("token_type", "Bearer")
                .put("expires_in", 600);
        answer(exchange, 200, Json.canonical(answer));
    }

    /** From now on no access token that was given is taken. */
    synchronized void forgetTokens() {
        accessTokens.clear();
    }

    private static byte[] problem(String detail) {
        return Json.canonical(Json.object().put("title", "No").put("detail", detail));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
