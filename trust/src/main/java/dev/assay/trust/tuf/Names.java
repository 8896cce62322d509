package dev.assay.trust.tuf;

import java.nio.charset.StandardCharsets;

/** Names of files and in URLs, which come from metadata and may hold anything. */
final class Names {
    private static final String UNRESERVED = "-._~";

    private Names() {}

    /** All but letters, digits and {@code -._~} percent-encoded (RFC 3986, section 2.3): one part of a path. */
    static String encoded(String name) {
        StringBuilder out = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || UNRESERVED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append(String.format("%%%02X", (int) c));
            }
        }
        return out.toString();
    }

    /** Where the repository keeps a role's metadata; the timestamp has no version (section 5.4.1). */
    static String metadata(String role, long version, boolean consistent) {
        return (consistent ? version + "." : "") + encoded(role) + ".json";
    }
}
