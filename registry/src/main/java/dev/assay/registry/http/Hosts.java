package dev.assay.registry.http;

import dev.assay.model.Inert;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/** Tells servers apart. */
public final class Hosts {
    private Hosts() {}

    /** Whether this names this machine, as {@link URI#getHost} gives it; names are not resolved. */
    public static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || (host.matches("127\\.[0-9.]+|\\[::1]") && isLoopbackAddress(bare(host)));
    }

    private static boolean isLoopbackAddress(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether both are one server: scheme, host and port. */
    public static boolean same(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && one.getHost() != null
                && other.getHost() != null
                && one.getHost().toLowerCase(Locale.ROOT).equals(other.getHost().toLowerCase(Locale.ROOT))
                && port(one) == port(other);
    }

    /** For messages: without query, where places to upload to and addresses of storage keep secrets. */
    public static String shown(URI uri) {
        return Inert.line(uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath(), 300);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
