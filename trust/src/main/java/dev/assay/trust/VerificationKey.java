package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A public key whose signatures can be checked. Two are equal if their bytes are: a key has one encoding only, so it
 * cannot be known by two hints. Thread-safe.
 */
public final class VerificationKey {
    static final String LABEL = "PUBLIC KEY";
    private static final String REMEDY = "Give a P-256, P-384 or Ed25519 public key in PEM ('BEGIN PUBLIC KEY')";

    static final Curve P_256 = Curve.of(KeyType.P_256);
    private static final Curve P_384 = Curve.of(KeyType.P_384);

    private final PublicKey key;
    private final KeyType type;
    private final byte[] spki;

    private VerificationKey(PublicKey key, KeyType type) {
        this.key = key;
        this.type = type;
        this.spki = key.getEncoded();
    }

    /** Reads a PEM file, as {@link #parse} does. */
    public static VerificationKey read(Path file) {
        return parse(KeyFile.read(file, "public key"), "public key " + Inert.quote(file.toString()));
    }

    /** Reads a SubjectPublicKeyInfo in PEM; {@code what} names it in messages. */
    public static VerificationKey parse(String pem, String what) {
        return ofSpki(Pem.read(pem, List.of(LABEL), what, REMEDY).getFirst(), what);
    }

    /** Reads a SubjectPublicKeyInfo in DER (RFC 5280, section 4.1.2.7); {@code what} names it in messages. */
    public static VerificationKey ofSpki(byte[] spki, String what) {
        for (String family : new String[] {"EC", "Ed25519"}) {
            try {
                PublicKey key = KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(spki));
                if (!Arrays.equals(spki, key.getEncoded())) {
                    throw new TrustException("key-malformed", what + " is not in its one DER encoding", REMEDY);
                }
                return of(key, what);
            } catch (GeneralSecurityException | IllegalArgumentException _) {
                // Of another family; if of none, it is told below.
            }
        }
        throw new TrustException("key-malformed", what + " is not a key of a supported kind", REMEDY);
    }

    static VerificationKey of(PublicKey key, String what) {
        if (key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equals("Ed25519")
                && isPoint(edwards)) {
            return new VerificationKey(key, KeyType.ED25519);
        }
        if (key instanceof ECPublicKey ec) {
            for (KeyType type : new KeyType[] {KeyType.P_256, KeyType.P_384}) {
                if ((type == KeyType.P_256 ? P_256 : P_384).contains(ec)) {
                    return new VerificationKey(key, type);
                }
            }
        }
        throw new TrustException("key-malformed", what + " is not a point of a supported curve", REMEDY);
    }

    /** Half of all texts of 32 bytes are no point (RFC 8032, section 5.1.3), which the JDK says only when it is used. */
    private static boolean isPoint(EdECPublicKey key) {
        try {
            Signature.getInstance(KeyType.ED25519.signature()).initVerify(key);
            return true;
        } catch (InvalidKeyException _) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK 25 has Ed25519", e);
        }
    }

    public KeyType type() {
        return type;
    }

    /** Base64 of the SHA-256 of the SubjectPublicKeyInfo: the key's name in bundles and policies. */
    public String hint() {
        return Base64.getEncoder()
                .encodeToString(HexFormat.of().parseHex(Digest.of(spki).hex()));
    }

    /** The SubjectPublicKeyInfo in PEM. */
    public String pem() {
        return Pem.write(LABEL, spki);
    }

    /** The SubjectPublicKeyInfo in DER. */
    public byte[] spki() {
        return spki.clone();
    }

    /** Whether this is a signature of exactly these bytes by this key. Never throws for any bytes. */
    public boolean verifies(byte[] message, byte[] signature) {
        return verifies(type.signature(), message, signature);
    }

    /** The same for what has this digest; empty for a key whose signatures are over more than a SHA-256. */
    public Optional<Boolean> verifies(Digest digest, byte[] signature) {
        return type == KeyType.P_256
                ? Optional.of(verifies("NONEwithECDSA", HexFormat.of().parseHex(digest.hex()), signature))
                : Optional.empty();
    }

    private boolean verifies(String algorithm, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException _) {
            // Not even of a signature's form.
            return false;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK 25 has " + algorithm, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey that && Arrays.equals(spki, that.spki);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(spki);
    }

    @Override
    public String toString() {
        return type.id() + " " + hint();
    }

    /** A curve of ours, as the JDK knows it. */
    record Curve(ECParameterSpec parameters) {
        static Curve of(KeyType type) {
            try {
                AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
                named.init(new ECGenParameterSpec(type == KeyType.P_256 ? "secp256r1" : "secp384r1"));
                return new Curve(named.getParameterSpec(ECParameterSpec.class));
            } catch (GeneralSecurityException e) {
                throw new AssertionError("every JDK has P-256 and P-384", e);
            }
        }

        BigInteger prime() {
            return ((ECFieldFp) parameters.getCurve().getField()).getP();
        }

        /** x³ + ax + b. */
        BigInteger square(BigInteger x) {
            return x.pow(3)
                    .add(parameters.getCurve().getA().multiply(x))
                    .add(parameters.getCurve().getB())
                    .mod(prime());
        }

        /** The JDK reads points without checking that they are on the curve (SEC 1, section 3.2.2.1). */
        boolean contains(ECPublicKey key) {
            BigInteger x = key.getW().getAffineX();
            BigInteger y = key.getW().getAffineY();
            return key.getParams().getCurve().equals(parameters.getCurve())
                    && key.getParams().getGenerator().equals(parameters.getGenerator())
                    && x.signum() >= 0
                    && x.compareTo(prime()) < 0
                    && y.signum() >= 0
                    && y.compareTo(prime()) < 0
                    && y.pow(2).mod(prime()).equals(square(x));
        }
    }
}
