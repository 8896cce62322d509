package dev.assay.trust.sigstore;

import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import dev.assay.trust.Dsse;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.sigstore.TrustedRoot.Log;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies keyless bundles with a DSSE envelope, offline. What an attacker cannot do without the signer's login or the
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

    /** Never throws for any bytes. */
    public KeylessVerification verify(byte[] bundle, ExpectedSigner expected) {
        try {
            return verify(Material.read(Material.json(bundle)), expected);
        } catch (ModelException e) {
            return refused("bundle-malformed", "this is no keyless bundle of the accepted form: " + e.getMessage());
        } catch (Malformed e) {
            return refused(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private KeylessVerification verify(Material material, ExpectedSigner expected) throws Malformed {
        List<Instant> times = times(material);
        X509Certificate leaf = material.leaf();
        for (Instant time : times) {
            certificate(leaf, time);
        }
        SignerIdentity signer = SignerIdentity.of(leaf);
        var difference = expected.difference(signer);
        if (difference.isPresent()) {
            throw new Malformed("identity-differs", "the signer is another: " + difference.get());
        }
        byte[] signed = Dsse.pae(material.content().payloadType, material.content().payload);
        if (!key(leaf).verifies(signed, material.content().signature)) {
            throw new Malformed("signature-invalid", "the certificate's key did not sign this");
        }
        return new KeylessVerification.Verified(
                signer,
                times.stream().min(Instant::compareTo).orElseThrow(),
                material.content().payloadType,
                new String(material.content().payload, StandardCharsets.UTF_8));
    }

    /** Every verified time; all logs that vouch must have been in force at all of them. */
    private List<Instant> times(Material material) throws Malformed {
        List<Instant> times = new ArrayList<>();
        for (byte[] stamp : material.timestamps()) {
            times.add(Timestamp.verify(stamp, material.content().signature, root.timestampAuthorities()));
        }
        List<Log> logs = new ArrayList<>();
        for (LogEntry entry : material.entries()) {
            logs.add(TransparencyLog.verify(entry, material, root));
            if (entry.promise().isPresent()) {
                // Only the promise covers the time; a proof does not.
                times.add(Instant.ofEpochSecond(entry.integrated()));
            }
        }
        if (logs.isEmpty() && !root.transparencyLogs().isEmpty()) {
            throw new Malformed("log-entry-missing", "the trusted root names logs, and the bundle holds no entry");
        }
        if (times.isEmpty()) {
            throw new Malformed("time-missing", "neither a log nor a timestamp authority says when it was signed");
        }
        for (Log log : logs) {
            if (!times.stream().allMatch(log.window()::contains)) {
                throw new Malformed("unknown-log", "the log's key was not in force when it was signed");
            }
        }
        return times;
    }

    private void certificate(X509Certificate leaf, Instant time) throws Malformed {
        X509Certificate issuer = CertificatePath.issuer(
                        leaf, CertificatePath.CODE_SIGNING, root.certificateAuthorities(), time)
                .orElseThrow(() -> new Malformed(
                        "certificate-untrusted",
                        "no authority of the trusted root gave this certificate for signing, valid at " + time));
        if (!root.certificateLogs().isEmpty() && !CertificateTimestamp.isLogged(leaf, issuer, root.certificateLogs())) {
            throw new Malformed("certificate-untrusted", "no certificate log of the trusted root has seen it");
        }
    }

    private static VerificationKey key(X509Certificate leaf) throws Malformed {
        try {
            return VerificationKey.ofSpki(leaf.getPublicKey().getEncoded(), "the certificate's key");
        } catch (TrustException e) {
            throw new Malformed("certificate-untrusted", String.valueOf(e.getMessage()));
        }
    }

    private static KeylessVerification refused(String code, String message) {
        return new KeylessVerification.Refused(
                new Reason(code, message, "Fetch the bundle again, and check signer and trusted root"));
    }
}
