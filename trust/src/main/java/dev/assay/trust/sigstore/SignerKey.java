package dev.assay.trust.sigstore;

import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/** The key that must have signed, and how a log's entry names it: by a certificate, or as it is. */
final class SignerKey {
    /** The name of a bare key or a certificate in PEM. */
    final String label;

    /** The field of a Rekor v2 entry that holds it. */
    final String field;

    private final VerificationKey key;
    private final byte[] der;

    private SignerKey(String label, String field, VerificationKey key, byte[] der) {
        this.label = label;
        this.field = field;
        this.key = key;
        this.der = der;
    }

    static SignerKey of(VerificationKey key) {
        return new SignerKey("PUBLIC KEY", "publicKey", key, key.spki());
    }

    static SignerKey of(X509Certificate leaf) throws Malformed {
        try {
            VerificationKey key = VerificationKey.ofSpki(leaf.getPublicKey().getEncoded(), "the certificate's key");
            return new SignerKey("CERTIFICATE", "x509Certificate", key, leaf.getEncoded());
        } catch (TrustException e) {
            throw new Malformed("certificate-untrusted", String.valueOf(e.getMessage()));
        } catch (CertificateEncodingException _) {
            throw new Malformed("certificate-untrusted", "the certificate cannot be encoded");
        }
    }

    VerificationKey key() {
        return key;
    }

    byte[] der() {
        return der;
    }
}
