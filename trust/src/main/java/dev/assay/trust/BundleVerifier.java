package dev.assay.trust;

import dev.assay.model.Inert;
import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import dev.assay.model.Statement;
import java.util.Collection;

/**
 * Checks the signature of a bundle against keys that are trusted. What an attacker without one of the keys cannot do:
 * have any byte of a statement believed that the key's holder did not sign as an in-toto statement. Pure and thread-safe.
 */
public final class BundleVerifier {
    private BundleVerifier() {}

    /** Reads and verifies; never throws for any bytes. */
    public static Verification verify(byte[] bundle, Collection<VerificationKey> keys) {
        try {
            return verify(Bundle.read(bundle), keys);
        } catch (TrustException e) {
            return new Verification.Refused(e.reason());
        }
    }

    /** Verifies with the one of these keys that the bundle names. */
    public static Verification verify(Bundle bundle, Collection<VerificationKey> keys) {
        if (bundle.envelope().isEmpty()) {
            return refused(
                    "unknown-signer",
                    "the statement is signed by a login, and a key is expected",
                    "Verify it by a trust policy that names the login");
        }
        Envelope envelope = bundle.envelope().get();
        VerificationKey signer = keys.stream()
                .filter(key -> key.hint().equals(bundle.hint()))
                .findFirst()
                .orElse(null);
        if (signer == null) {
            return refused(
                    "unknown-signer",
                    "the statement is signed by the key " + Inert.quote(bundle.hint()) + ", which nobody here trusts",
                    "Have it signed by a key of the trust policy, or let an administrator add this one");
        }
        if (!envelope.payloadType().equals(Statement.PAYLOAD_TYPE)) {
            return refused(
                    "statement-malformed",
                    "the bundle holds " + Inert.quote(envelope.payloadType()) + ", not a statement",
                    "Give a bundle with an in-toto statement");
        }
        // The signature first: until it holds, the payload is an attacker's and is not parsed.
        if (!envelope.isSignedBy(signer)) {
            return refused(
                    "signature-invalid",
                    "the signature is not the one that the key " + bundle.hint() + " makes over this statement",
                    "Fetch the bundle again; if it stays so, it was changed after signing");
        }
        try {
            return new Verification.Verified(Statement.read(envelope.payload()), signer, bundle.digest());
        } catch (ModelException e) {
            return refused(
                    "statement-malformed",
                    "the signed payload is no statement: " + e.getMessage(),
                    "Sign an in-toto Statement v1 with 'assay sign'");
        }
    }

    private static Verification refused(String code, String message, String remedy) {
        return new Verification.Refused(new Reason(code, message, remedy));
    }
}
