package dev.assay.trust.sigstore;

import dev.assay.model.Reason;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/** A log's key: one that may sign statements too, or RSA with SHA-256, which only some certificate logs have. */
final class LogKey {
    /** The algorithms of RFC 5246, section 7.4.1.4.1, as certificate timestamps name them. */
    private static final int SHA256_ECDSA = 0x0403;

    private static final int SHA256_RSA = 0x0401;
    private static final int LEAST_BITS = 2048;

    /** The object identifier rsaEncryption and its absent parameters (RFC 8017, appendix A.1). */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private final Optional<VerificationKey> key;
    private final Optional<PublicKey> rsa;

    private LogKey(Optional<VerificationKey> key, Optional<PublicKey> rsa) {
        this.key = key;
        this.rsa = rsa;
    }

    /**
     * Reads a key of a trusted root.
     *
     * @param details the kind of key and encoding, as Sigstore's {@code PublicKeyDetails} call it
     * @throws TrustException if it is not of a supported kind
     */
    static LogKey of(String details, byte[] bytes, String what) {
        if (!details.contains("RSA")) {
            return new LogKey(Optional.of(VerificationKey.ofSpki(bytes, what)), Optional.empty());
        }
        try {
            byte[] spki = details.startsWith("PKCS1_") ? wrapped(bytes) : bytes;
            PublicKey read = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
            if (read instanceof RSAPublicKey known && known.getModulus().bitLength() >= LEAST_BITS) {
                return new LogKey(Optional.empty(), Optional.of(read));
            }
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            // Told below.
        }
        throw new TrustException(new Reason(
                "key-malformed",
                what + " is not an RSA key of at least " + LEAST_BITS + " bits",
                "Take the trusted root from its instance again"));
    }

    /** A bare PKCS#1 key as SubjectPublicKeyInfo. */
    private static byte[] wrapped(byte[] pkcs1) {
        byte[] bits = new byte[pkcs1.length + 1];
        System.arraycopy(pkcs1, 0, bits, 1, pkcs1.length);
        byte[] string = Der.write(Der.BITS, bits);
        byte[] inner = new byte[RSA.length + string.length];
        System.arraycopy(RSA, 0, inner, 0, RSA.length);
        System.arraycopy(string, 0, inner, RSA.length, string.length);
        return Der.write(Der.SEQUENCE, inner);
    }

    /** The number by which a certificate timestamp names this key's algorithm. */
    int algorithm() {
        return rsa.isPresent() ? SHA256_RSA : SHA256_ECDSA;
    }

    /** Never throws for any bytes. */
    boolean verifies(byte[] message, byte[] signature) {
        if (key.isPresent()) {
            return key.get().verifies(message, signature);
        }
        try {
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(rsa.orElseThrow());
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
