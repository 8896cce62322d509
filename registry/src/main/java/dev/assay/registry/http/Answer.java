package dev.assay.registry.http;

import dev.assay.model.Inert;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a server answered.
 */
public final class Answer {
    private static final int LONGEST_HEADER = 8 << 10;

    private final URI uri;
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(URI uri, int status, HttpHeaders headers, byte[] body) {
        this.uri = uri;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Who answered, after redirects. */
    public URI uri() {
        return uri;
    }

    public int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** Of a success, whole; of anything else as much as may tell why. */
    public byte[] body() {
        return body;
    }

    /** A header, if it is there and not absurdly long. */
    public Optional<String> header(String name) {
        return headers.firstValue(name).filter(value -> value.length() <= LONGEST_HEADER);
    }

    /** Who answered, for messages. */
    public String where() {
        return Hosts.shown(uri);
    }

    /** Without its parameters; empty if there is none. */
    public String mediaType() {
        return header("Content-Type").map(type -> type.split(";", 2)[0].strip()).orElse("");
    }

    /** For messages: the status, and the beginning of what was said with it, if that is text and no page. */
    public String told() {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return "status " + status
                + (text.isEmpty() || text.startsWith("<") || mediaType().contains("html")
                        ? ""
                        : ": " + Inert.line(text, 200));
    }
}
