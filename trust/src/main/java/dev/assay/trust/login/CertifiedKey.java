package dev.assay.trust.login;

import dev.assay.trust.SigningKey;
import java.util.Base64;

/** A key that signs once, and the certificate that says whose it is. Immutable. */
final class CertifiedKey {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final SigningKey key;
    private final byte[] certificate;

    CertifiedKey(SigningKey key, byte[] certificate) {
        this.key = key;
        this.certificate = certificate.clone();
    }

    byte[] sign(byte[] message) {
        return key.sign(message);
    }

    /** Its DER. */
    byte[] certificate() {
        return certificate.clone();
    }

    String pem() {
        return "-----BEGIN CERTIFICATE-----\n" + LINES.encodeToString(certificate) + "\n-----END CERTIFICATE-----\n";
    }
}
