package dev.assay.sandbox.egress;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One request as it goes out. It says nothing of itself: it may carry a secret. Its headers are checked, by their names in lower
 * case, so that none of them holds a line's end.
 */
public final class Outgoing {
    private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");

    private final String method;
    private final Target target;
    private final NavigableMap<String, String> headers;
    private final Optional<byte[]> body;

    public Outgoing(String method, Target target, Map<String, String> headers, Optional<byte[]> body) {
        this.method = method;
        this.target = target;
        this.headers = Collections.unmodifiableNavigableMap(new TreeMap<>(headers));
        this.body = body;
        headers.forEach(Headers::check);
    }

    String method() {
        return method;
    }

    Target target() {
        return target;
    }

    NavigableMap<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body.orElse(new byte[0]);
    }

    Optional<byte[]> contents() {
        return body;
    }

    /** With this header, in place of what it was. */
    Outgoing with(String name, String value) {
        NavigableMap<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Outgoing(method, target, more, body);
    }

    /** As HTTP/1.1 has it (RFC 9112), for a connection that serves this request alone. */
    byte[] bytes() {
        StringBuilder head = new StringBuilder()
                .append(method + " " + target.path() + " HTTP/1.1\r\nHost: " + target.authority() + "\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (body.isPresent() || WITH_CONTENT.contains(method)) { // RFC 9110, section 8.6: none is said, too
            head.append("Content-Length: " + body().length + "\r\n");
        }
        head.append("Accept-Encoding: identity\r\nConnection: close\r\n\r\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body());
        return out.toByteArray();
    }
}
