package dev.assay.trust.sigstore;

import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinTask;

/**
 * Verifies keyless bundles, offline. What an attacker cannot do without the signer's login or the
 * trusted root's keys: have a payload believed as this signer's, or as signed at a time when the certificate was not
 * valid. Thread-safe; pure.
 *
 * <p>Where the trusted root names transparency logs, at least one entry of theirs is needed, and every entry that is there
 * must be right; where it names certificate logs, a promise of one of theirs is needed. A time is needed always: of a log
 * that promised inclusion, or of a timestamp authority.
 */
public final class KeylessVerifier {
    private final TrustedRoot root;

    public KeylessVerifier(TrustedRoot root) {
        this.root = root;
    }

    /** Verifies an envelope, whatever it says. Never throws for any bytes. */
    public KeylessVerification verify(byte[] bundle, ExpectedSigner expected) {
        return verify(bundle, expected, Optional.empty());
    }

    /**
     * Verifies what is signed about this file: the file as it is, or an in-toto statement that names it. Never throws for
     * any bytes.
     */
    public KeylessVerification verify(byte[] bundle, ExpectedSigner expected, Artifact artifact) {
        return verify(bundle, expected, Optional.of(artifact));
    }

    private KeylessVerification verify(byte[] bundle, ExpectedSigner expected, Optional<Artifact> artifact) {
        try {
            Material material = Material.read(bundle, artifact);
            X509Certificate leaf = material.leaf()
                    .orElseThrow(
                            () -> new Malformed("bundle-malformed", "the bundle holds a bare key, no certificate"));
            KeylessVerification.Verified verified = verified(material, leaf, expected);
            if (artifact.isPresent() && material.content() instanceof Content.Envelope envelope) {
                Subjects.require(envelope, artifact.get());
            }
            return verified;
        } catch (ModelException e) {
            return refused("bundle-malformed", "this is no keyless bundle of the accepted form: " + e.getMessage());
        } catch (Malformed e) {
            return refused(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private KeylessVerification.Verified verified(Material material, X509Certificate leaf, ExpectedSigner expected)
            throws Malformed {
        SignerKey key = SignerKey.of(leaf);
        // The one check that waits for no other: on a free core it costs no time, and else is done where it is joined.
        ForkJoinTask<Optional<Malformed>> fault =
                ForkJoinTask.adapt(() -> fault(material.content(), key)).fork();
        List<Instant> times = Witnesses.times(material, key, root);
        if (times.isEmpty()) {
            throw new Malformed("time-missing", "neither a log nor a timestamp authority says when it was signed");
        }
        Set<X509Certificate> issuers = new HashSet<>();
        for (Instant time : times) {
            issuers.add(issuer(leaf, time));
        }
        for (X509Certificate issuer : issuers) {
            requireLogged(leaf, issuer);
        }
        SignerIdentity signer = SignerIdentity.of(leaf);
        var difference = expected.difference(signer);
        if (difference.isPresent()) {
            throw new Malformed("identity-differs", "the signer is another: " + difference.get());
        }
        Optional<Malformed> unsigned = fault.join();
        if (unsigned.isPresent()) {
            throw unsigned.get();
        }
        Instant first = times.stream().min(Instant::compareTo).orElseThrow();
        return material.content() instanceof Content.Envelope envelope
                ? new KeylessVerification.Verified(
                        signer, first, envelope.payloadType, new String(envelope.payload, StandardCharsets.UTF_8))
                : new KeylessVerification.Verified(signer, first, "", "");
    }

    /** Why the content is not signed by this key, if it is not. */
    private static Optional<Malformed> fault(Content content, SignerKey key) {
        try {
            return content.isSignedBy(key.key())
                    ? Optional.empty()
                    : Optional.of(new Malformed("signature-invalid", "the certificate's key did not sign this"));
        } catch (Malformed e) {
            return Optional.of(e);
        }
    }

    private X509Certificate issuer(X509Certificate leaf, Instant time) throws Malformed {
        return CertificatePath.issuer(leaf, CertificatePath.CODE_SIGNING, root.certificateAuthorities(), time)
                .orElseThrow(() -> new Malformed(
                        "certificate-untrusted",
                        "no authority of the trusted root gave this certificate for signing, valid at " + time));
    }

    private void requireLogged(X509Certificate leaf, X509Certificate issuer) throws Malformed {
        if (!root.certificateLogs().isEmpty() && !CertificateTimestamp.isLogged(leaf, issuer, root.certificateLogs())) {
            throw new Malformed("certificate-untrusted", "no certificate log of the trusted root has seen it");
        }
    }

    private static KeylessVerification refused(String code, String message) {
        return new KeylessVerification.Refused(
                new Reason(code, message, "Fetch the bundle again, and check signer and trusted root"));
    }
}
