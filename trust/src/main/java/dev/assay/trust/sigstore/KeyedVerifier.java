package dev.assay.trust.sigstore;

import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import dev.assay.trust.VerificationKey;
import java.util.Optional;

/**
 * Verifies that the holder of one key signed one file, by a bundle of any form that names no certificate, offline. The
 * key has no validity of its own: the logs that the trusted root names must hold the signature, and the timestamps that
 * are there must be right; a time is not needed. Thread-safe; pure.
 */
public final class KeyedVerifier {
    private final TrustedRoot root;

    public KeyedVerifier(TrustedRoot root) {
        this.root = root;
    }

    /**
     * Why this bundle does not show that the key signed the file; empty if it does. Never throws for any bytes. Codes are
     * those of {@link KeylessVerification.Refused}.
     */
    public Optional<Reason> refusal(byte[] bundle, VerificationKey key, Artifact artifact) {
        try {
            Material material = Material.read(bundle, Optional.of(artifact));
            if (material.leaf().isPresent()) {
                throw new Malformed("bundle-malformed", "the bundle holds a certificate, and a bare key is expected");
            }
            Witnesses.times(material, SignerKey.of(key), root);
            if (!material.content().isSignedBy(key)) {
                throw new Malformed("signature-invalid", "the key did not sign this");
            }
            if (material.content() instanceof Content.Envelope envelope) {
                Subjects.require(envelope, artifact);
            }
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(reason("bundle-malformed", "this is no bundle of the accepted form: " + e.getMessage()));
        } catch (Malformed e) {
            return Optional.of(reason(e.code(), String.valueOf(e.getMessage())));
        }
    }

    private static Reason reason(String code, String message) {
        return new Reason(code, message, "Fetch the bundle again, and check key, file and trusted root");
    }
}
