package dev.assay.trust;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Private keys encrypted under a passphrase: PKCS#8 (RFC 5958) with PBES2 (RFC 8018, section 6.2). */
final class Pkcs8 {
    static final String REMEDY = "Create one with 'assay keys create', or convert one with "
            + "'openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256'";

    static final String LABEL = "ENCRYPTED PRIVATE KEY";
    private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";
    private static final Pattern ACCEPTED = Pattern.compile("PBEWithHmacSHA(256|384|512)AndAES_(128|256)");
    /** What OWASP asks of PBKDF2 with HMAC-SHA-256. */
    private static final int ROUNDS = 600_000;
    /** A file may not make us compute for minutes. */
    private static final int MOST_ROUNDS = 10_000_000;

    private Pkcs8() {}

    static String encrypt(PrivateKey key, char[] passphrase, SecureRandom random) {
        byte[] salt = new byte[16];
        byte[] iv = new byte[16];
        random.nextBytes(salt);
        random.nextBytes(iv);
        byte[] plain = key.getEncoded();
        try {
            PBEParameterSpec spec = new PBEParameterSpec(salt, ROUNDS, new IvParameterSpec(iv));
            AlgorithmParameters named = AlgorithmParameters.getInstance(SCHEME);
            named.init(spec);
            // Only under this name does the JDK know the object identifier of PBES2.
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(named.getEncoded());
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, SCHEME, spec, passphrase).doFinal(plain);
            return Pem.write(LABEL, new EncryptedPrivateKeyInfo(parameters, sealed).getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError("every JDK 25 has " + SCHEME, e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    static PrivateKey decrypt(byte[] der, char[] passphrase, String what) {
        byte[] plain = open(der, passphrase, what);
        try {
            for (String family : new String[] {"EC", "Ed25519"}) {
                try {
                    return KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(plain));
                } catch (GeneralSecurityException _) {
                    // Of another family; if of none, it is told below.
                }
            }
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
        throw new TrustException("key-malformed", what + " holds no key of a supported kind", REMEDY);
    }

    private static byte[] open(byte[] der, char[] passphrase, String what) {
        EncryptedPrivateKeyInfo sealed;
        PBEParameterSpec spec;
        try {
            sealed = new EncryptedPrivateKeyInfo(der);
            spec = sealed.getAlgParameters().getParameterSpec(PBEParameterSpec.class);
        } catch (IOException | GeneralSecurityException | RuntimeException _) {
            throw new TrustException("key-malformed", what + " is not an encrypted PKCS#8 key", REMEDY);
        }
        String scheme = sealed.getAlgParameters().toString();
        if (!ACCEPTED.matcher(scheme).matches() || !(spec.getParameterSpec() instanceof IvParameterSpec)) {
            throw new TrustException("key-malformed", what + " is encrypted in a way that is not accepted", REMEDY);
        }
        if (spec.getIterationCount() > MOST_ROUNDS) {
            throw new TrustException("key-malformed", what + " asks for more than " + MOST_ROUNDS + " rounds", REMEDY);
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, scheme, spec, passphrase).doFinal(sealed.getEncryptedData());
        } catch (GeneralSecurityException _) {
            throw new TrustException(
                    "passphrase",
                    what + " does not open: the passphrase is wrong or the file damaged",
                    "Give the passphrase it was created with");
        }
    }

    /** The JDK's own PBES2 cipher takes ASCII passphrases only, so its two steps are made here one by one. */
    private static Cipher cipher(int mode, String scheme, PBEParameterSpec spec, char[] passphrase)
            throws GeneralSecurityException {
        Matcher names = ACCEPTED.matcher(scheme);
        if (!names.matches()) {
            throw new NoSuchAlgorithmException(scheme);
        }
        int bits = Integer.parseInt(names.group(2));
        PBEKeySpec password = new PBEKeySpec(passphrase, spec.getSalt(), spec.getIterationCount(), bits);
        try {
            byte[] secret = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA" + names.group(1))
                    .generateSecret(password)
                    .getEncoded();
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, new SecretKeySpec(secret, "AES"), spec.getParameterSpec());
            Arrays.fill(secret, (byte) 0);
            return cipher;
        } finally {
            password.clearPassword();
        }
    }
}
