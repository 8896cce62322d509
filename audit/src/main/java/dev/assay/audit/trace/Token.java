package dev.assay.audit.trace;

import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Recognises access tokens by their prefix, and proves them by their checksum or structure where the kind has one. */
final class Token {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int NEAR = 256;

    private Token() {}

    /** The token that begins here, or null; one glued to a word before it is none. */
    static @Nullable Trace at(byte[] bytes, int at, int from, int to) {
        if (at > from && ByteSet.ALPHANUMERIC.has(bytes[at - 1])) {
            return null;
        }
        return switch (bytes[at]) {
            case 'A' -> aws(bytes, at, from, to);
            case 'g' -> forge(bytes, at, to);
            case 'n' -> checksummed(bytes, at, to, "npm_", "an npm token");
            case 'x' -> chat(bytes, at, to);
            default -> jwt(bytes, at, to);
        };
    }

    private static Trace trace(boolean proved, int at, int end, String what) {
        return new Trace(proved ? Trace.Kind.SECRET : Trace.Kind.POSSIBLE_SECRET, at, end, what);
    }

    /** An access key's id is no secret alone; with forty characters of a secret key beside it, both are there. */
    private static @Nullable Trace aws(byte[] bytes, int at, int from, int to) {
        if (!ByteScan.hasText(bytes, at, to, "AKIA") && !ByteScan.hasText(bytes, at, to, "ASIA")) {
            return null;
        }
        int end = ByteScan.endOfRun(bytes, at, to, 21, ByteSet.ALPHANUMERIC);
        if (end - at != 20
                || ByteScan.endOfRun(bytes, at + 4, end, 16, ByteSet.BASE32) != end
                || ByteScan.hasText(bytes, end - 7, to, "EXAMPLE")) {
            return null;
        }
        boolean paired = hasSecretKey(bytes, Math.max(from, at - NEAR), Math.min(to, end + NEAR));
        return trace(paired, at, end, "an AWS access key id" + (paired ? " with a secret key beside it" : ""));
    }

    private static boolean hasSecretKey(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int end = ByteScan.endOfRun(bytes, at, to, to - at, ByteSet.BASE64);
            if (end - at == 40 && distinct(bytes, at, end) >= 20) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    private static long distinct(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                .chars()
                .distinct()
                .count();
    }

    private static @Nullable Trace forge(byte[] bytes, int at, int to) {
        if (ByteScan.hasText(bytes, at, to, "gh")
                && at + 3 < to
                && "pousr".indexOf(bytes[at + 2]) >= 0
                && bytes[at + 3] == '_') {
            return checksummed(bytes, at, to, "gh" + (char) bytes[at + 2] + "_", "a GitHub token");
        }
        Trace fine = fixed(bytes, at, to, "github_pat_", 82, "a GitHub fine-grained token");
        return fine != null ? fine : fixed(bytes, at, to, "glpat-", 20, "a GitLab token");
    }

    private static @Nullable Trace fixed(byte[] bytes, int at, int to, String prefix, int length, String what) {
        if (!ByteScan.hasText(bytes, at, to, prefix)) {
            return null;
        }
        int body = at + prefix.length();
        int end = ByteScan.endOfRun(bytes, body, to, length + 1, ByteSet.BASE64_URL);
        return end - body == length && distinct(bytes, body, end) >= 10 ? trace(false, at, end, what) : null;
    }

    /** Thirty characters and the CRC-32 of them in base 62, six digits. */
    private static @Nullable Trace checksummed(byte[] bytes, int at, int to, String prefix, String what) {
        if (!ByteScan.hasText(bytes, at, to, prefix)) {
            return null;
        }
        int body = at + prefix.length();
        int end = ByteScan.endOfRun(bytes, body, to, 37, ByteSet.ALPHANUMERIC);
        if (end - body != 36 || distinct(bytes, body, end) < 10) {
            return null;
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, body, 30);
        boolean proved = ByteScan.hasText(bytes, body + 30, to, base62(crc.getValue()));
        return trace(proved, at, end, what + (proved ? " whose checksum is right" : " whose checksum is wrong"));
    }

    static String base62(long value) {
        StringBuilder digits = new StringBuilder();
        for (long rest = value; digits.length() < 6; rest /= 62) {
            digits.append(BASE62.charAt((int) (rest % 62)));
        }
        return digits.reverse().toString();
    }

    /** Slack: a kind, two numbers that name workspace and user, and the secret part. */
    private static @Nullable Trace chat(byte[] bytes, int at, int to) {
        if (!ByteScan.hasText(bytes, at, to, "xox") || to - at < 24 || bytes[at + 4] != '-') {
            return null;
        }
        if ("abprs".indexOf(bytes[at + 3]) < 0) {
            return null;
        }
        int end = ByteScan.endOfRun(bytes, at + 5, to, 200, ByteSet.BASE64_URL);
        String[] parts = String.valueOf(ByteScan.ascii(bytes, at + 5, end)).split("-", -1);
        String secret = parts[parts.length - 1];
        boolean proved = parts.length >= 3
                && parts[0].matches("[0-9]{9,14}")
                && parts[1].matches("[0-9]{9,14}")
                && secret.matches("[0-9A-Za-z]{24,64}");
        return proved || (parts.length >= 2 && secret.length() >= 20 && secret.matches("[0-9A-Za-z]+"))
                ? trace(proved, at, end, "a Slack token")
                : null;
    }

    /** RFC 7519: a header with an algorithm, claims, and a signature that is not empty. */
    private static @Nullable Trace jwt(byte[] bytes, int at, int to) {
        if (!ByteScan.hasText(bytes, at, to, "eyJ")) {
            return null;
        }
        int header = ByteScan.endOfRun(bytes, at, to, 2048, ByteSet.BASE64_URL);
        if (!ByteScan.hasText(bytes, header, to, ".eyJ")) {
            return null;
        }
        int claims = ByteScan.endOfRun(bytes, header + 1, to, 8192, ByteSet.BASE64_URL);
        if (claims >= to || bytes[claims] != '.') {
            return null;
        }
        int end = ByteScan.endOfRun(bytes, claims + 1, to, 2048, ByteSet.BASE64_URL);
        boolean decodes =
                json(bytes, at, header).filter(h -> h.path("alg").isString()).isPresent()
                        && json(bytes, header + 1, claims).isPresent();
        return decodes && end - claims > 20 ? trace(true, at, end, "a JSON Web Token that decodes") : null;
    }

    private static Optional<JsonNode> json(byte[] bytes, int from, int to) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(java.util.Arrays.copyOfRange(bytes, from, to));
            JsonNode node = Json.read(decoded, 8192);
            return node.isObject() ? Optional.of(node) : Optional.empty();
        } catch (IllegalArgumentException | InvalidValueException e) {
            return Optional.empty();
        }
    }
}
