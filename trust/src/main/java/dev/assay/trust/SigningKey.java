package dev.assay.trust;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A private key. It leaves this class only encrypted: there is no way to print it, and {@code toString} gives the public
 * hint. The bytes in memory stay until they are collected, as the JDK's keys do. Thread-safe.
 */
public final class SigningKey {
    private static final String NOUN = "signing key";
    private static final byte[] SELF_TEST = "assay signing key self-test".getBytes(StandardCharsets.UTF_8);

    private final PrivateKey key;
    private final VerificationKey verification;
    private final Optional<Provider> provider;

    private SigningKey(PrivateKey key, VerificationKey verification, Optional<Provider> provider) {
        this.key = key;
        this.verification = verification;
        this.provider = provider;
    }

    private SigningKey(PrivateKey key, VerificationKey verification) {
        this(key, verification, Optional.empty());
    }

    /**
     * A key that another holds, such as a token: only its provider can use it, and it cannot be saved here.
     *
     * @throws TrustException with code {@code key-malformed} if what it signs does not verify with this public half
     */
    public static SigningKey held(PrivateKey key, VerificationKey publicHalf, Provider provider) {
        SigningKey held = new SigningKey(key, publicHalf, Optional.of(provider));
        if (!held.passesSelfTest()) {
            throw new TrustException(
                    "key-malformed",
                    NOUN + " " + publicHalf.hint() + " and its public half are not one key",
                    "Check what the token keeps under its label");
        }
        return held;
    }

    /** A new key: {@link KeyType#P_256} or {@link KeyType#ED25519}. */
    public static SigningKey create(KeyType type, SecureRandom random) {
        AlgorithmParameterSpec kind = switch (type) {
            case P_256 -> new ECGenParameterSpec("secp256r1");
            case ED25519 -> NamedParameterSpec.ED25519;
            case P_384 ->
                throw new TrustException("key-type", "keys of type p-384 are not created", "Choose p-256 or ed25519");
        };
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type == KeyType.P_256 ? "EC" : "Ed25519");
            generator.initialize(kind, random);
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(pair.getPrivate(), VerificationKey.of(pair.getPublic(), NOUN));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK 25 creates " + type, e);
        }
    }

    /**
     * Writes the key to a new file: PKCS#8 in PEM, encrypted under the passphrase (PBES2: PBKDF2 with HMAC-SHA-256 and
     * 600,000 rounds, AES-256-CBC), mode 0600, whole or not at all. The public half follows in the same file, for people
     * and because the encryption alone would not show damage.
     *
     * @throws TrustException if the passphrase has fewer than 8 characters, the file exists, or it cannot be written
     */
    public void save(Path file, char[] passphrase, SecureRandom random) {
        KeyFile.create(file, NOUN, locked(passphrase, random));
    }

    /**
     * Writes the key under another passphrase over the file that it was loaded from, as {@link #save} does; the file is
     * the old one or the new one at every moment. Copies made before still open with the old passphrase.
     *
     * @throws TrustException if the passphrase has fewer than 8 characters, the file is not there, or cannot be written
     */
    public void resave(Path file, char[] passphrase, SecureRandom random) {
        KeyFile.replace(file, NOUN, locked(passphrase, random));
    }

    private byte[] locked(char[] passphrase, SecureRandom random) {
        Passphrase.requireStrength(passphrase);
        return (Pkcs8.encrypt(key, passphrase, random) + verification.pem()).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The public half that stands in a private key's file, without its passphrase: good for knowing which key it is, but
     * only {@link #load} shows that the two halves are one key. Empty if the file, another tool's, does not hold it.
     *
     * @throws TrustException if the file cannot be read, others may access it, or it is no encrypted key
     */
    public static Optional<VerificationKey> claimedHalf(Path file) {
        char[] text = KeyFile.readSecret(file, NOUN);
        try {
            String what = KeyFile.named(NOUN, file);
            List<byte[]> blocks =
                    Pem.read(new String(text), List.of(Pkcs8.LABEL, VerificationKey.LABEL), what, Pkcs8.REMEDY);
            return blocks.size() == 2 ? Optional.of(VerificationKey.ofSpki(blocks.getLast(), what)) : Optional.empty();
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    /** Whether the file holds a private key in PEM, by its first line. */
    public static boolean isPrivate(Path file) {
        return KeyFile.read(file, NOUN).stripLeading().startsWith("-----BEGIN " + Pkcs8.LABEL + "-----");
    }

    /**
     * Reads a P-256 or Ed25519 key from an encrypted PKCS#8 file in PEM, ours or another tool's (PBES2 with AES).
     *
     * @throws TrustException if the file cannot be read, others may access it, it is not such a key, or the passphrase
     *     is wrong
     */
    public static SigningKey load(Path file, char[] passphrase) {
        char[] text = KeyFile.readSecret(file, NOUN);
        try {
            String what = KeyFile.named(NOUN, file);
            List<byte[]> blocks =
                    Pem.read(new String(text), List.of(Pkcs8.LABEL, VerificationKey.LABEL), what, Pkcs8.REMEDY);
            PrivateKey key = Pkcs8.decrypt(blocks.getFirst(), passphrase, what);
            SigningKey loaded = of(key, what);
            if (blocks.size() == 2 && !loaded.verification.equals(VerificationKey.ofSpki(blocks.getLast(), what))) {
                throw new TrustException(
                        "key-malformed", what + " holds two halves that are not one key", "Restore it from a copy");
            }
            return loaded;
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    /**
     * A key that the caller keeps, as a runtime its own.
     *
     * @param what names it in messages
     * @throws TrustException with code {@code key-malformed} if it is no P-256 or Ed25519 key
     */
    public static SigningKey of(PrivateKey key, String what) {
        return PublicHalf.candidates(key).stream()
                .map(candidate -> new SigningKey(key, VerificationKey.of(candidate, what)))
                .filter(SigningKey::passesSelfTest)
                .findFirst()
                .orElseThrow(() ->
                        new TrustException("key-malformed", what + " holds no key of a supported kind", Pkcs8.REMEDY));
    }

    /** The public half. */
    public VerificationKey verificationKey() {
        return verification;
    }

    /** The public half's name: {@link VerificationKey#hint()}. */
    public String hint() {
        return verification.hint();
    }

    /** The signature of these bytes: DER for ECDSA, 64 bytes for Ed25519. */
    public byte[] sign(byte[] message) {
        try {
            String algorithm = verification.type().signature();
            Signature signature = provider.isPresent()
                    ? Signature.getInstance(algorithm, provider.get())
                    : Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TrustException(
                    "key-unusable",
                    NOUN + " " + hint() + " cannot sign: " + e.getClass().getSimpleName(),
                    Pkcs8.REMEDY);
        }
    }

    private boolean passesSelfTest() {
        return verification.verifies(SELF_TEST, sign(SELF_TEST));
    }

    @Override
    public String toString() {
        return NOUN + " " + verification;
    }
}
