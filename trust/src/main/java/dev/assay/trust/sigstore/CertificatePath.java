package dev.assay.trust.sigstore;

import dev.assay.trust.sigstore.TrustedRoot.Authority;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Paths from a leaf to a trusted authority at a point in time. A path is built by issuer and signature: real roots list
 * their certificates in any order, and may hold ones that the leaf does not descend from.
 */
final class CertificatePath {
    static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

    private static final int DEEPEST = 8;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CERTIFICATE_SIGNING = 5;

    private CertificatePath() {}

    /** The certificate that issued this leaf, if a trusted authority stands above it at this time. */
    static Optional<X509Certificate> issuer(
            X509Certificate leaf, String usage, List<Authority> authorities, Instant time) {
        if (!isLeaf(leaf, usage) || !isValid(leaf, time)) {
            return Optional.empty();
        }
        return authorities.stream()
                .filter(authority -> authority.window().contains(time))
                .flatMap(authority -> issuer(leaf, authority, time, 0).stream())
                .findFirst();
    }

    private static Optional<X509Certificate> issuer(
            X509Certificate certificate, Authority authority, Instant time, int below) {
        return authority.signers(certificate).stream()
                .filter(candidate -> mayIssue(candidate, below) && isValid(candidate, time))
                .filter(candidate -> isAnchored(candidate, authority, time, below))
                .findFirst();
    }

    /**
     * A certificate that the root holds is trusted if it is the top of its chain, or what stands above it is. Above it is who
     * signed it, not who is called so: two authorities may have one name.
     */
    private static boolean isAnchored(X509Certificate certificate, Authority authority, Instant time, int below) {
        return authority.signers(certificate).isEmpty()
                || (below < DEEPEST
                        && issuer(certificate, authority, time, below + 1).isPresent());
    }

    private static boolean mayIssue(X509Certificate candidate, int below) {
        boolean[] usage = candidate.getKeyUsage();
        return candidate.getBasicConstraints() >= below
                && (usage == null || usage[CERTIFICATE_SIGNING])
                && !candidate.hasUnsupportedCriticalExtension();
    }

    /** Which of these others signed a certificate, by name and signature. */
    static List<X509Certificate> signers(X509Certificate certificate, List<X509Certificate> others) {
        return others.stream().filter(other -> signed(other, certificate)).toList();
    }

    private static boolean signed(X509Certificate candidate, X509Certificate certificate) {
        if (candidate.equals(certificate)
                || !candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(candidate.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException _) {
            return false;
        }
    }

    private static boolean isLeaf(X509Certificate leaf, String usage) {
        try {
            boolean[] keyUsage = leaf.getKeyUsage();
            List<String> usages = leaf.getExtendedKeyUsage();
            return leaf.getBasicConstraints() < 0
                    && keyUsage != null
                    && keyUsage[DIGITAL_SIGNATURE]
                    && usages != null
                    && usages.equals(List.of(usage))
                    && !leaf.hasUnsupportedCriticalExtension();
        } catch (CertificateException | RuntimeException _) {
            return false;
        }
    }

    private static boolean isValid(X509Certificate certificate, Instant time) {
        try {
            certificate.checkValidity(Date.from(time));
            return true;
        } catch (CertificateException | RuntimeException _) {
            return false;
        }
    }
}
