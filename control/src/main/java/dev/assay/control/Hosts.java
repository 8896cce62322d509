package dev.assay.control;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By which names the service may be called. On loopback only its own: a page of another site, whose name was made to mean
 * this machine (DNS rebinding), gets no answer. Beyond loopback every name that leads here counts.
 *
 * @param names in lower case; empty if any counts
 */
record Hosts(Set<String> names) {
    static Hosts of(InetSocketAddress listen, @Nullable URI publicUri) {
        if (!listen.getAddress().isLoopbackAddress()) {
            return new Hosts(Set.of());
        }
        String other = Optional.ofNullable(publicUri).map(URI::getHost).orElse("localhost");
        return new Hosts(Set.copyOf(List.of(
                "localhost",
                "127.0.0.1",
                "[::1]",
                listen.getHostString().toLowerCase(Locale.ROOT),
                other.toLowerCase(Locale.ROOT))));
    }

    /** Whether a {@code Host} header is one of these, with whatever port. */
    boolean include(String header) {
        return names.isEmpty() || names.contains(header.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", ""));
    }
}
