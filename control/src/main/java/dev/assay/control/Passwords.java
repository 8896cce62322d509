package dev.assay.control;

import dev.assay.model.InvalidValueException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Passwords as they are kept: PBKDF2 with HMAC-SHA-256, 600,000 rounds, a salt for each. At most two are derived at a
 * time, so that logins cannot take the whole machine. Thread-safe.
 */
final class Passwords {
    private static final String SCHEME = "pbkdf2-sha256";
    private static final int ROUNDS = 600_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final int RANDOM_BYTES = 18;

    private final SecureRandom random;
    // Bounds how fast anyone can guess; in turn, so that many who guess do not keep out who knows it.
    private final Semaphore derivations = new Semaphore(2, true);
    private final String nobody;

    Passwords(SecureRandom random) {
        this.random = random;
        byte[] salt = new byte[SALT_BYTES];
        byte[] key = new byte[KEY_BITS / 8];
        random.nextBytes(salt);
        random.nextBytes(key);
        this.nobody = kept(salt, ROUNDS, key); // No password leads to it.
    }

    /** A password that nobody guesses: 144 random bits. */
    String invent() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is kept of a password. */
    String keep(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return kept(salt, ROUNDS, derive(password, salt, ROUNDS));
    }

    /** Whether this is the password of which this was kept. */
    boolean matches(String password, String kept) {
        String[] parts = kept.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME) || !parts[1].matches("[0-9]{1,8}")) {
            throw new InvalidValueException("kept password", "it was written by a newer version of Assay; use that");
        }
        int rounds = Math.min(Integer.parseInt(parts[1]), MOST_ROUNDS);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] key = Base64.getDecoder().decode(parts[3]);
        return MessageDigest.isEqual(key, derive(password, salt, rounds));
    }

    /** Takes as long as {@link #matches}, so that time does not tell which names exist. */
    void matchNobody(String password) {
        matches(password, nobody);
    }

    private byte[] derive(String password, byte[] salt, int rounds) {
        derivations.acquireUninterruptibly();
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, KEY_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has PBKDF2", e);
        } finally {
            spec.clearPassword();
            derivations.release();
        }
    }

    private static String kept(byte[] salt, int rounds, byte[] key) {
        Base64.Encoder encoder = Base64.getEncoder();
        return SCHEME + "$" + rounds + "$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(key);
    }
}
