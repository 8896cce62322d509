package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Reason;
import dev.assay.model.Statement;

/** What became of a bundle. */
public sealed interface Verification {
    /**
     * The key signed exactly this statement. Whether the key may say so is another question: {@link Admission}'s.
     *
     * @param bundle the digest of the bundle's bytes
     */
    record Verified(Statement statement, VerificationKey signer, Digest bundle) implements Verification {}

    /** It is not to be believed. Codes: {@code bundle-malformed}, {@code unknown-signer}, {@code signature-invalid},
     * {@code statement-malformed}. */
    record Refused(Reason reason) implements Verification {}
}
