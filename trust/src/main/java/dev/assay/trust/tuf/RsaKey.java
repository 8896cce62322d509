package dev.assay.trust.tuf;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An RSA key whose signatures over SHA-256 can be checked. Only other repositories have one; ours do not. */
record RsaKey(RSAPublicKey key, boolean pss) implements TufKey.Checker {
    private static final Pattern PEM = Pattern.compile(
            "\\s*-----BEGIN PUBLIC KEY-----\\r?\\n([A-Za-z0-9+/=\\r\\n]*+)-----END PUBLIC KEY-----\\s*");
    private static final int LEAST_BITS = 2048;
    /** A larger one is only a way to make the check slow. */
    private static final int MOST_BITS = 8192;

    private static final int DIGEST_BYTES = 32;

    static Optional<RsaKey> parse(String pem, boolean pss) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        byte[] spki = Base64.getDecoder().decode(matcher.group(1).replaceAll("[\\r\\n]", ""));
        try {
            if (KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki)) instanceof RSAPublicKey key
                    && key.getModulus().bitLength() >= LEAST_BITS
                    && key.getModulus().bitLength() <= MOST_BITS
                    && key.getPublicExponent().bitLength() <= 64) {
                return Optional.of(new RsaKey(key, pss));
            }
        } catch (GeneralSecurityException _) {
            // Another kind of key, or none.
        }
        return Optional.empty();
    }

    @Override
    public boolean verifies(byte[] message, byte[] signature) {
        if (!pss) {
            return verifies(message, signature, Optional.empty());
        }
        // The length of the salt is not said anywhere: signers use that of the digest, older ones the longest.
        int longest = (key.getModulus().bitLength() + 6) / 8 - DIGEST_BYTES - 2;
        return verifies(message, signature, Optional.of(DIGEST_BYTES))
                || verifies(message, signature, Optional.of(longest));
    }

    private boolean verifies(byte[] message, byte[] signature, Optional<Integer> salt) {
        try {
            Signature check = Signature.getInstance(pss ? "RSASSA-PSS" : "SHA256withRSA");
            if (salt.isPresent()) {
                check.setParameter(new PSSParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt.get(), PSSParameterSpec.TRAILER_FIELD_BC));
            }
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException _) {
            // Not even of a signature's form.
            return false;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK 25 has RSA with SHA-256", e);
        }
    }
}
