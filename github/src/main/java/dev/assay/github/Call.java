package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.model.Json;
import java.net.URLEncoder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One operation of GitHub's API.
 *
 * @param what it does, on what, for messages: "cannot …"
 * @param permission that a job's {@code permissions:} must have for it
 * @param method of HTTP
 * @param path with the query, from the API's root
 * @param body sent as JSON
 * @param repeatable whether doing it twice is as doing it once. What is not is never sent again unless GitHub said that
 *     it did nothing
 */
record Call(
        String what,
        String permission,
        String method,
        String path,
        @Nullable JsonNode body,
        boolean repeatable) {

    static Call get(String what, String permission, String path) {
        return new Call(what, permission, "GET", path, null, true);
    }

    static Call send(String method, String what, String permission, String path, JsonNode body) {
        return new Call(what, permission, method, path, body, !method.equals("POST"));
    }

    Call repeated() {
        return new Call(what, permission, method, path, body, true);
    }

    Optional<byte[]> bytes() {
        return Optional.ofNullable(body).map(json -> Json.pretty(json).getBytes(UTF_8));
    }

    /** A text as one segment of a path or one value of a query. */
    static String escape(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
