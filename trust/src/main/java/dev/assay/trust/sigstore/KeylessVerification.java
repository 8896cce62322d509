package dev.assay.trust.sigstore;

import dev.assay.model.Reason;
import java.time.Instant;

/** What became of a keyless bundle. */
public sealed interface KeylessVerification {
    /**
     * This signer signed exactly this payload, or the file that was asked about.
     *
     * @param payloadType empty where a file is signed as it is, without an envelope; the payload is too
     * @param payload base64-free text of what was signed, as it is: parse it with care
     * @param time when the log or the timestamp authority saw it, the earliest of several
     */
    record Verified(SignerIdentity signer, Instant time, String payloadType, String payload)
            implements KeylessVerification {}

    /**
     * It is not to be believed. Codes: {@code bundle-malformed}, {@code certificate-untrusted}, {@code identity-differs},
     * {@code artifact-differs}, {@code statement-malformed}, {@code signature-invalid}, {@code timestamp-invalid}, {@code time-missing}, {@code unknown-log},
     * {@code log-entry-missing}, {@code log-entry-differs}, {@code log-entry-unsupported}, {@code log-promise-invalid},
     * {@code log-proof-invalid}, {@code log-proof-missing}, {@code log-checkpoint-invalid}.
     */
    record Refused(Reason reason) implements KeylessVerification {}
}
