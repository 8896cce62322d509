package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Speaks HTTP with the Configuration Service. Its answers are bounded in size and time, and no redirect is followed.
 * Whatever keeps an answer away is an {@link AssessmentRuntimeException}. Thread-safe.
 */
final class ControlClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_SMALL = 1 << 20;

    private final URI control;
    private final Clock clock;
    private final HttpClient http;
    private @Nullable Access access;

    /** An access token and until when it is used. */
    private record Access(String token, Instant until) {}

    ControlClient(URI control, Clock clock) {
        this.control = requireSafe(control);
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
    }

    private static URI requireSafe(URI control) {
        String host = control.getHost();
        boolean local = host != null
                && (host.equals("localhost")
                        || (host.matches("127\\.[0-9.]+|\\[::1]")
                                && InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""))
                                        .isLoopbackAddress()));
        if (host == null || !("https".equals(control.getScheme()) || ("http".equals(control.getScheme()) && local))) {
            throw new AssessmentRuntimeException("'" + Inert.line(control.toString(), 200)
                    + "' is no address of a Configuration Service: it must be https, or http on this machine");
        }
        return control.getRawPath().endsWith("/") ? control : URI.create(control + "/");
    }

    /** Posts JSON without a token. */
    Reply post(String path, JsonNode body) {
        return send(
                request(path, PATIENCE).POST(json(body)).header("Content-Type", "application/json"),
                MOST_SMALL,
                PATIENCE);
    }

    /** Posts JSON as this runtime. */
    Reply post(Identity identity, String path, JsonNode body) {
        return as(
                identity,
                PATIENCE,
                MOST_SMALL,
                request -> request.header("Content-Type", "application/json").POST(json(body)),
                path);
    }

    /** Gets as this runtime, waiting so long for something newer than {@code etag}. */
    Reply get(Identity identity, String path, Optional<String> etag, Duration wait, int most) {
        return as(
                identity,
                PATIENCE.plus(wait),
                most,
                request -> {
                    etag.ifPresent(tag -> request.header("If-None-Match", tag));
                    return request.GET();
                },
                path);
    }

    private interface Shape {
        HttpRequest.Builder of(HttpRequest.Builder request);
    }

    /** With an access token; with a new one if the one at hand is not taken any more. */
    private Reply as(Identity identity, Duration patience, int most, Shape shape, String path) {
        Reply reply = send(
                shape.of(request(path, patience)).header("Authorization", bearer(identity, false)), most, patience);
        return reply.status() == 401
                ? send(
                        shape.of(request(path, patience)).header("Authorization", bearer(identity, true)),
                        most,
                        patience)
                : reply;
    }

    private synchronized String bearer(Identity identity, boolean anew) {
        Instant now = clock.instant();
        Access known = access;
        if (anew || known == null || !now.isBefore(known.until())) {
            known = token(identity, now);
            access = known;
        }
        return "Bearer " + known.token();
    }

    private Access token(Identity identity, Instant now) {
        String form = Map.of(
                        "grant_type", "client_credentials",
                        "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion", identity.assertion(now, UUID.randomUUID()))
                .entrySet()
                .stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Reply reply = send(
                request("api/v1/token", PATIENCE)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)),
                MOST_SMALL,
                PATIENCE);
        if (!reply.isSuccess()) {
            throw new AssessmentRuntimeException("the Configuration Service " + control
                    + " does not know this runtime: " + problem(reply) + ". If it was removed there, enrol it anew");
        }
        try {
            JsonNode json = Json.read(reply.body(), MOST_SMALL);
            Fields fields = Fields.of(json, "token");
            String token = fields.text("access_token");
            long seconds = fields.integer("expires_in", 1, Duration.ofDays(1).toSeconds());
            if (!token.matches("[A-Za-z0-9._~+/=-]{1,8192}")) {
                throw new AssessmentRuntimeException(control + " gave an access token that is none");
            }
            // Not to its very end: the request takes time, and clocks differ.
            return new Access(token, now.plusSeconds(Math.max(1, seconds * 3 / 4)));
        } catch (ModelException e) {
            throw new AssessmentRuntimeException(
                    control + " gave an answer that is no access token: " + e.getMessage(), e);
        }
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        return HttpRequest.newBuilder(control.resolve(path))
                .timeout(patience)
                .header("Accept", "application/json, application/problem+json");
    }

    private Reply send(HttpRequest.Builder builder, int most, Duration patience) {
        HttpRequest request = builder.build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        try {
            // The request's own timeout ends with the headers; this one covers the body too.
            HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Reply(
                    response.statusCode(), response.body(), response.headers().firstValue("ETag"));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable("it did not answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw unreachable(
                    cause.getClass().getSimpleName() + " " + Inert.line(String.valueOf(cause.getMessage()), 200), e);
        }
    }

    private AssessmentRuntimeException unreachable(String why, Exception e) {
        return new AssessmentRuntimeException("the Configuration Service " + control + " cannot be reached: " + why, e);
    }

    private static HttpRequest.BodyPublisher json(JsonNode body) {
        return BodyPublishers.ofByteArray(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What a problem document (RFC 9457) says, in one line that is safe to show. */
    static String problem(Reply reply) {
        try {
            JsonNode json = Json.read(reply.body(), MOST_SMALL);
            String text =
                    json.path("title").asString("") + " " + json.path("detail").asString("");
            return "status " + reply.status() + " " + Inert.line(text.strip(), 300);
        } catch (ModelException e) {
            return "status " + reply.status();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    @Override
    public String toString() {
        return control.toString();
    }
}
