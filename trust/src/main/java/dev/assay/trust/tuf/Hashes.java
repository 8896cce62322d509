package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hashes of a file, of which at least one is of a kind that is known here; every known one must match.
 *
 * @param byAlgorithm lower-case hexadecimal
 */
record Hashes(Map<String, String> byAlgorithm) {
    private static final Map<String, String> KNOWN =
            Map.of("sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,32}");
    private static final Pattern HEX = Pattern.compile("([0-9a-f]{2}){16,64}");

    static Hashes of(byte[] bytes) {
        return new Hashes(Map.of("sha256", hash("sha256", bytes)));
    }

    static Hashes read(Fields fields) {
        Map<String, String> hashes = new TreeMap<>();
        if (fields.whole().size() > Bounds.HASHES) {
            throw new InvalidValueException(fields.path(), "it must hold at most " + Bounds.HASHES);
        }
        for (String algorithm : fields.whole().propertyNames()) {
            String hash = fields.text(algorithm);
            if (!NAME.matcher(algorithm).matches()
                    || !HEX.matcher(hash).matches()
                    || (KNOWN.containsKey(algorithm)
                            && hash.length() != Integer.parseInt(algorithm.substring(3)) / 4)) {
                throw new InvalidValueException(
                        fields.path() + "." + algorithm, hash, "a hash in lower-case hexadecimal");
            }
            hashes.put(algorithm, hash);
        }
        if (hashes.keySet().stream().noneMatch(KNOWN::containsKey)) {
            throw new InvalidValueException(fields.path(), "there must be one of sha256, sha384 and sha512");
        }
        return new Hashes(hashes);
    }

    /** Refuses other bytes. */
    void require(byte[] bytes, String what) {
        byAlgorithm.forEach((algorithm, expected) -> {
            if (KNOWN.containsKey(algorithm) && !hash(algorithm, bytes).equals(expected)) {
                throw Refusal.HASH.because(what + " is not the file that was announced: its " + algorithm + " differs");
            }
        });
    }

    /** The one that a file of a consistent snapshot is found by (section 5.7.2). */
    String prefix() {
        return KNOWN.keySet().stream()
                .sorted()
                .filter(byAlgorithm::containsKey)
                .map(byAlgorithm::get)
                .findFirst()
                .orElseThrow();
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        byAlgorithm.forEach(json::put);
        return json;
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(KNOWN.getOrDefault(algorithm, algorithm))
                            .digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-2", e);
        }
    }
}
