package dev.assay.control.http;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request as it came, before anything in it is believed.
 *
 * @param path undecoded, without the query
 * @param query undecoded; empty if there is none
 * @param headers the one value of a header, by name
 * @param body read at most once
 * @param peer the address that it came from
 */
public record Request(
        String method,
        String path,
        String query,
        Function<String, Optional<String>> headers,
        InputStream body,
        String peer) {
    public Optional<String> header(String name) {
        return headers.apply(name);
    }
}
