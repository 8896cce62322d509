package dev.assay.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;

/**
 * Finds the public half of a private key, which PKCS#8 need not hold and the JDK does not derive. A public key kept beside
 * the private one could be exchanged for another; a derived one cannot.
 */
final class PublicHalf {
    private PublicHalf() {}

    /** The public keys it may be: the caller finds the right one by a signature. Empty for another kind of key. */
    static List<PublicKey> candidates(PrivateKey key) {
        try {
            return switch (key) {
                case EdECPrivateKey edwards when edwards.getParams().getName().equals("Ed25519") -> ofEd25519(edwards);
                case ECPrivateKey ec -> ofP256(ec);
                default -> List.of();
            };
        } catch (GeneralSecurityException _) {
            // A number that is no private key of its curve.
            return List.of();
        }
    }

    /** The JDK's generator takes its seed from the given randomness: the seed in, the same pair out. */
    private static List<PublicKey> ofEd25519(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] seed = key.getBytes().orElseThrow(() -> new GeneralSecurityException("the key is not extractable"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
        return List.of(generator.generateKeyPair().getPublic());
    }

    /** Diffie-Hellman with the curve's generator gives the x of the public point; the curve gives its two y. */
    private static List<PublicKey> ofP256(ECPrivateKey key) throws GeneralSecurityException {
        var curve = VerificationKey.P_256;
        if (!key.getParams().getCurve().equals(curve.parameters().getCurve())) {
            return List.of();
        }
        KeyFactory factory = KeyFactory.getInstance("EC");
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(
                factory.generatePublic(new ECPublicKeySpec(curve.parameters().getGenerator(), curve.parameters())),
                true);
        BigInteger x = new BigInteger(1, agreement.generateSecret());
        BigInteger prime = curve.prime();
        // The prime is 3 modulo 4, so this power is a square root.
        BigInteger y = curve.square(x).modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
        return List.of(
                factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve.parameters())),
                factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, prime.subtract(y)), curve.parameters())));
    }

    /** Randomness that is the seed. */
    private static final class Seed extends SecureRandom {
        private final transient byte[] seed;

        Seed(byte[] seed) {
            this.seed = Arrays.copyOf(seed, seed.length);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("the generator asked for " + bytes.length + " bytes, not a seed");
            }
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
