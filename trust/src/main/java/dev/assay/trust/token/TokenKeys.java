package dev.assay.trust.token;

import dev.assay.model.Inert;
import dev.assay.model.Reason;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import javax.security.auth.login.LoginException;

/**
 * Opens keys on tokens. The private key stays there: the token signs. Its public half is that of the certificate that the
 * token keeps under the same label, and a signature made at once shows that the two belong together.
 */
public final class TokenKeys {
    private TokenKeys() {}

    /**
     * The P-256 key at this address. The token is asked once with this PIN, so that a wrong one costs one attempt.
     *
     * @throws TrustException with code {@code token-library}, {@code token-login}, {@code token-key-missing} or
     *     {@code key-malformed}
     */
    public static SigningKey open(TokenAddress address, char[] pin) {
        Provider provider = provider(address);
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin);
            Certificate certificate = store.getCertificate(address.object());
            if (certificate == null || !(store.getKey(address.object(), null) instanceof PrivateKey key)) {
                throw fault(
                        "token-key-missing",
                        address,
                        "the token has no private key with a certificate under this label",
                        "Check 'object'; 'keytool -list -storetype PKCS11' shows what is there");
            }
            VerificationKey publicHalf =
                    VerificationKey.ofSpki(certificate.getPublicKey().getEncoded(), "the key on the token");
            return SigningKey.held(key, publicHalf, provider);
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            throw refusesPin(e)
                    ? fault("token-login", address, "the token refuses the PIN", "Check the passphrase file")
                    : unusable(address, e);
        }
    }

    private static boolean refusesPin(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LoginException
                    || String.valueOf(cause.getMessage()).startsWith("CKR_PIN_")) {
                return true;
            }
        }
        return false;
    }

    private static Provider provider(TokenAddress address) {
        if (!Files.isRegularFile(address.module())) {
            throw fault(
                    "token-library",
                    address,
                    "there is no such library",
                    "Install the token's PKCS#11 library, or correct 'module-path'");
        }
        Provider sun = Security.getProvider("SunPKCS11");
        if (sun == null) {
            throw fault(
                    "token-library",
                    address,
                    "this Java has no PKCS#11",
                    "Use a JDK with the module jdk.crypto.cryptoki");
        }
        String slot = address.slot().isPresent() ? "slot=" + address.slot().getAsLong() : "slotListIndex=0";
        try {
            return sun.configure("--name=assay\nlibrary=" + address.module() + "\n" + slot + "\n");
        } catch (ProviderException | InvalidParameterException e) {
            throw unusable(address, e);
        }
    }

    private static TrustException unusable(TokenAddress address, Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return fault(
                "token-library",
                address,
                "the library cannot use it: " + Inert.line(String.valueOf(root.getMessage()), 200),
                "Check 'module-path' and 'slot-id', and that the token is there and initialised");
    }

    private static TrustException fault(String code, TokenAddress address, String why, String remedy) {
        return new TrustException(new Reason(code, "key " + Inert.quote(address.toString()) + ": " + why, remedy));
    }
}
