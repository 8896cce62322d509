package dev.assay.trust.sigstore;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/** The hash algorithms that count, by the names that each format gives them. */
final class Hashes {
    private static final Map<String, String> NAMES = Map.of(
            "SHA2_256", "SHA-256",
            "SHA2_384", "SHA-384",
            "SHA2_512", "SHA-512",
            "sha256", "SHA-256",
            "sha384", "SHA-384",
            "sha512", "SHA-512",
            "2.16.840.1.101.3.4.2.1", "SHA-256",
            "2.16.840.1.101.3.4.2.2", "SHA-384",
            "2.16.840.1.101.3.4.2.3", "SHA-512");

    private Hashes() {}

    static Optional<MessageDigest> named(String name) {
        return Optional.ofNullable(NAMES.get(name)).map(Hashes::computation);
    }

    private static MessageDigest computation(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + name, e);
        }
    }
}
