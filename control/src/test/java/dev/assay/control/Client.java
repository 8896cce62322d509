package dev.assay.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Calls the API over HTTP; every exchange is checked against openapi.yaml. */
final class Client {
    private static final Contract CONTRACT = new Contract();

    private final URI base;
    private final String token;
    private final HttpClient http;

    Client(URI base, String token) {
        this(base, token, HttpClient.newHttpClient());
    }

    Client(URI base, String token, HttpClient http) {
        this.base = base;
        this.token = token;
        this.http = http;
    }

    Client as(String otherToken) {
        return new Client(base, otherToken, http);
    }

    Client anonymous() {
        return as("");
    }

    Exchange get(String path, String... headers) {
        return call("GET", path, "", "", headers);
    }

    Exchange post(String path, JsonNode body, String... headers) {
        return call("POST", path, body.toString(), "application/json", headers);
    }

    Exchange post(String path) {
        return call("POST", path, "", "");
    }

    Exchange put(String path, JsonNode body, String... headers) {
        return call("PUT", path, body.toString(), "application/json", headers);
    }

    Exchange delete(String path, String... headers) {
        return call("DELETE", path, "", "", headers);
    }

    Exchange form(String path, String body) {
        return call("POST", path, body, "application/x-www-form-urlencoded");
    }

    Exchange call(String method, String path, String body, String type, String... headers) {
        URI uri = base.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofMinutes(2))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            CONTRACT.check(method, uri, body, type, response);
            return new Exchange(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
