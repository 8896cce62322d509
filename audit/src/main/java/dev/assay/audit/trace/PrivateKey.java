package dev.assay.audit.trace;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognises private keys in PEM (RFC 7468). The words alone stand in every TLS library; it is a key only if what they
 * enclose decodes to the structure that they announce.
 */
final class PrivateKey {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final int LONGEST = 16 << 10;

    private static final List<String> LABELS = List.of(
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "DSA PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY");

    private PrivateKey() {}

    /** The key that begins here; null where no key's label is followed by at least a line of base64. */
    static @Nullable Trace at(byte[] bytes, int at, int to) {
        if (!ByteScan.hasText(bytes, at, to, BEGIN)) {
            return null;
        }
        Optional<String> label = LABELS.stream()
                .filter(l -> ByteScan.hasText(bytes, at + BEGIN.length(), to, l + DASHES))
                .findFirst();
        if (label.isEmpty()) {
            return null;
        }
        int body = at + BEGIN.length() + label.get().length() + DASHES.length();
        int end = body;
        int last = Math.min(to, body + LONGEST);
        while (end < last && bytes[end] != '-' && bytes[end] != 0) {
            end++;
        }
        String base64 = new String(bytes, body, end - body, StandardCharsets.ISO_8859_1)
                .replace("\\n", "")
                .replace("\\r", "")
                .replaceAll("\\s", "");
        if (base64.length() < 40) {
            return null;
        }
        boolean proved = decode(base64).map(der -> isKey(label.get(), der)).orElse(false);
        return new Trace(
                proved ? Trace.Kind.SECRET : Trace.Kind.POSSIBLE_SECRET,
                at,
                end,
                "a PEM block '" + label.get() + "'"
                        + (proved ? " that decodes to a key" : " that decodes to no known key"));
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isKey(String label, byte[] der) {
        return switch (label) {
            case "PRIVATE KEY" -> isPkcs8(der);
            case "RSA PRIVATE KEY" -> integers(der, 9);
            case "DSA PRIVATE KEY" -> integers(der, 6);
            case "EC PRIVATE KEY" -> isSec1(der);
            case "OPENSSH PRIVATE KEY" ->
                new String(der, 0, Math.min(der.length, 64), StandardCharsets.ISO_8859_1)
                        .startsWith("openssh-key-v1\0\0\0\0\u0004none");
            default -> false; // encrypted: what it hides cannot be seen
        };
    }

    /** RFC 5958, section 2: version, algorithm, key. */
    private static boolean isPkcs8(byte[] bytes) {
        Der in = new Der(bytes);
        boolean begins = in.enter(Der.SEQUENCE) && in.smallInteger() >= 0 && in.smallInteger() <= 1;
        if (!begins || !in.skip(Der.INTEGER)) {
            return false;
        }
        Der algorithm = in.inside(Der.SEQUENCE);
        return algorithm != null && algorithm.skip(Der.OBJECT_IDENTIFIER) && in.length(Der.OCTET_STRING) >= 16;
    }

    /** RFC 5915, section 3: version 1, then the key's octets. */
    private static boolean isSec1(byte[] bytes) {
        Der in = new Der(bytes);
        if (!in.enter(Der.SEQUENCE) || in.smallInteger() != 1 || !in.skip(Der.INTEGER)) {
            return false;
        }
        int octets = in.length(Der.OCTET_STRING);
        return octets >= 16 && octets <= 66;
    }

    /** RFC 8017, appendix A.1.2: version 0, modulus of 512 bits or more, and the other integers. */
    private static boolean integers(byte[] bytes, int count) {
        Der in = new Der(bytes);
        if (!in.enter(Der.SEQUENCE) || in.smallInteger() != 0 || !in.skip(Der.INTEGER) || in.length(Der.INTEGER) < 64) {
            return false;
        }
        for (int i = 1; i < count; i++) {
            if (!in.skip(Der.INTEGER)) {
                return false;
            }
        }
        return in.isAtEnd();
    }
}
