package dev.assay.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest, written {@code sha256:<64 lower-case hexadecimal digits>}. The one name of content everywhere.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    private static final String PREFIX = "sha256:";

    public Digest {
        if (hex.length() != 64 || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new InvalidValueException("digest", hex, "64 lower-case hexadecimal digits after 'sha256:'");
        }
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        return new Digest(HexFormat.of().formatHex(sha256().digest(bytes)));
    }

    /** Parses {@code sha256:<hex>}; no other algorithm is accepted. */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new InvalidValueException("digest", text, "'sha256:' followed by 64 hexadecimal digits");
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** A fresh SHA-256 computation, for content that is streamed. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** The digest that a finished {@link #sha256()} computation gives. */
    public static Digest finish(MessageDigest computation) {
        return new Digest(HexFormat.of().formatHex(computation.digest()));
    }

    /** The first twelve digits, for lines that people read. */
    public String brief() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
