package dev.assay.registry.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What to ask of a server.
 *
 * @param body made anew for each attempt
 * @param headers none of which is a secret: those are the guard's
 */
public record Ask(
        String method,
        URI uri,
        Map<String, String> headers,
        Supplier<BodyPublisher> body,
        Guard guard,
        Redirects redirects) {
    public static Ask get(URI uri) {
        return new Ask("GET", uri, Map.of(), BodyPublishers::noBody, Guard.NONE, Redirects.SAME_SERVER);
    }

    /** With another method; a server that sends it elsewhere is not followed. */
    public static Ask of(String method, URI uri) {
        return new Ask(method, uri, Map.of(), BodyPublishers::noBody, Guard.NONE, Redirects.RETURNED);
    }

    public Ask with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Ask(method, uri, Map.copyOf(more), body, guard, redirects);
    }

    public Ask by(Guard other) {
        return new Ask(method, uri, headers, body, other, redirects);
    }

    public Ask following(Redirects other) {
        return new Ask(method, uri, headers, body, guard, other);
    }

    public Ask sending(String mediaType, byte[] bytes) {
        return sending(mediaType, () -> BodyPublishers.ofByteArray(bytes));
    }

    public Ask sending(String mediaType, byte[] bytes, int from, int length) {
        return sending(mediaType, () -> BodyPublishers.ofByteArray(bytes, from, length));
    }

    private Ask sending(String mediaType, Supplier<BodyPublisher> made) {
        Ask typed = with("Content-Type", mediaType);
        return new Ask(method, uri, typed.headers, made, guard, redirects);
    }

    /** For messages. */
    String where() {
        return Hosts.shown(uri);
    }

    Ask at(URI other) {
        return new Ask(method, other, headers, body, guard, redirects);
    }

    /** Only asking, or saying the same once more: a second time does no harm. */
    boolean mayBeRepeated() {
        return !method.equals("POST") && !method.equals("PATCH");
    }

    HttpRequest request(Duration timeout) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).method(method, body.get());
        headers.forEach(request::header);
        guard.authorization(uri).ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }
}
