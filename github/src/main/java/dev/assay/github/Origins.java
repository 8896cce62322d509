package dev.assay.github;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Which hosts belong together. */
final class Origins {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private Origins() {}

    /** Whether what is sent there can be read on the way by nobody. */
    static boolean isSafe(URI uri) {
        return uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getFragment() == null
                && ("https".equalsIgnoreCase(uri.getScheme())
                        || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
    }

    static boolean same(URI a, URI b) {
        return origin(a).equals(origin(b));
    }

    /** Whether files for the API at {@code base} go there: the same origin, or {@code uploads.} where the API is {@code api.}. */
    static boolean takesUploads(URI base, URI to) {
        return isSafe(to)
                && (same(base, to)
                        || origin(to).equals(origin(base).replaceFirst("^https://api\\.", "https://uploads.")));
    }

    private static String origin(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }
}
