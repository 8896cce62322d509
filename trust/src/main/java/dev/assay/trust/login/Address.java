package dev.assay.trust.login;

import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;

/** The address of a service: https, or http on this machine; nothing secret in it. */
final class Address {
    private static final String LOOPBACK = "localhost|127\\.[0-9.]+|\\[::1]";

    private Address() {}

    static URI parse(String text) {
        URI address = parseWithQuery(text);
        if (address.getRawQuery() != null) {
            throw invalid(text);
        }
        return address;
    }

    static URI parseWithQuery(String text) {
        try {
            URI address = new URI(text);
            String host = address.getHost();
            boolean local = "http".equals(address.getScheme()) && host != null && host.matches(LOOPBACK);
            if (host != null
                    && ("https".equals(address.getScheme()) || local)
                    && address.getRawUserInfo() == null
                    && address.getRawFragment() == null) {
                return address;
            }
        } catch (URISyntaxException _) {
            // Told below.
        }
        throw invalid(text);
    }

    private static InvalidValueException invalid(String text) {
        return new InvalidValueException(
                "address", Inert.line(text, 200), "https://host/path, or http:// on this machine");
    }

    /** The address below a base. */
    static URI below(URI base, String path) {
        String text = base.toString();
        return URI.create(text + (text.endsWith("/") ? "" : "/") + path);
    }
}
