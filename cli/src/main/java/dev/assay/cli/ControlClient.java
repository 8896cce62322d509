package dev.assay.cli;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An administrator's session with a Configuration Service. */
final class ControlClient implements AutoCloseable {
    private static final int MOST_BYTES = 16 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http;
    private final URI service;
    private final String token;

    /** What the service answered: the document, and its version for {@code If-Match}. */
    record Answer(JsonNode body, Optional<String> etag) {}

    private ControlClient(HttpClient http, URI service, String token) {
        this.http = http;
        this.service = service;
        this.token = token;
    }

    /** Logs in; a service that cannot be reached or a wrong password is a {@link CommandException}. */
    static ControlClient login(URI service, String name, char[] password) {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        JsonNode login = Json.object().put("name", name).put("password", new String(password));
        ControlClient anonymous = new ControlClient(http, service, "");
        try {
            return new ControlClient(
                    http,
                    service,
                    Fields.of(
                                    anonymous
                                            .send("POST", "/api/v1/sessions", Optional.of(login), Optional.empty())
                                            .body(),
                                    "$")
                            .text("token"));
        } catch (CommandException e) {
            http.close();
            throw e;
        }
    }

    Answer get(String path) {
        return send("GET", path, Optional.empty(), Optional.empty());
    }

    Answer post(String path, JsonNode body) {
        return send("POST", path, Optional.of(body), Optional.empty());
    }

    Answer put(String path, JsonNode body, String etag) {
        return send("PUT", path, Optional.of(body), Optional.of(etag));
    }

    void delete(String path, String etag) {
        send("DELETE", path, Optional.empty(), Optional.of(etag));
    }

    /** All items of a listing, page by page. */
    List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            String cursor = next.get().isEmpty() ? "" : "?cursor=" + next.get();
            JsonNode page = get(path + cursor).body();
            page.path("items").forEach(items::add);
            next = Optional.ofNullable(page.path("next").asString(null));
        }
        return items;
    }

    private Answer send(String method, String path, Optional<JsonNode> body, Optional<String> etag) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", "application/json, application/problem+json")
                .method(
                        method,
                        body.map(b -> HttpRequest.BodyPublishers.ofByteArray(
                                        b.toString().getBytes(StandardCharsets.UTF_8)))
                                .orElse(HttpRequest.BodyPublishers.noBody()));
        body.ifPresent(b -> request.header("Content-Type", "application/json"));
        etag.ifPresent(tag -> request.header("If-Match", tag));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            byte[] bytes;
            try (InputStream in = response.body()) {
                bytes = in.readNBytes(MOST_BYTES + 1);
            }
            if (response.statusCode() >= 300) {
                throw new CommandException(problem(method, path, response.statusCode(), bytes));
            }
            return new Answer(
                    bytes.length == 0 ? Json.object() : Json.read(bytes, MOST_BYTES),
                    response.headers().firstValue("ETag"));
        } catch (ConnectException e) {
            throw new CommandException(
                    "no Configuration Service answers at " + service
                            + ". Start one with 'assay control', or check --control",
                    e);
        } catch (IOException e) {
            throw new CommandException(
                    "the Configuration Service at " + service + " broke off " + method + " " + path + ": "
                            + Explain.message(e),
                    e);
        } catch (ModelException e) {
            throw new CommandException(service + " does not answer as a Configuration Service: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while waiting for " + service, e);
        }
    }

    /** The problem document (RFC 9457) in one message, all its faults in it. */
    private static String problem(String method, String path, int status, byte[] bytes) {
        StringBuilder message = new StringBuilder(method + " " + path + " was answered with " + status);
        try {
            JsonNode problem = Json.read(bytes, MOST_BYTES);
            message.append(": ").append(Inert.line(problem.path("detail").asString(""), 1000));
            for (JsonNode error : problem.path("errors")) {
                message.append("\n  ")
                        .append(Inert.line(error.path("path").asString(""), 200))
                        .append(": ")
                        .append(Inert.line(error.path("message").asString(""), 500));
            }
        } catch (ModelException e) {
            message.append(", without a problem document. Is it a Configuration Service?");
        }
        return message.toString();
    }

    @Override
    public void close() {
        http.close();
    }
}
