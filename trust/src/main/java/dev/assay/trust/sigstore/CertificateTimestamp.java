package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.trust.sigstore.TrustedRoot.Log;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** The certificate logs' promises that a certificate carries within itself (RFC 6962, section 3.3). */
final class CertificateTimestamp {
    private static final String EXTENSION = "1.3.6.1.4.1.11129.2.4.2";
    private static final String WHAT = "certificate";
    private static final int EXTENSIONS_TAG = 0xa3;

    private CertificateTimestamp() {}

    /** Whether one of these logs promised, in its time, to publish this certificate. */
    static boolean isLogged(X509Certificate leaf, X509Certificate issuer, List<Log> logs) throws Malformed {
        byte[] extension = leaf.getExtensionValue(EXTENSION);
        if (extension == null) {
            return false;
        }
        Der list = Der.read(Der.read(extension, WHAT).expect(Der.OCTETS, WHAT).content(), WHAT);
        ByteBuffer data = ByteBuffer.wrap(list.expect(Der.OCTETS, WHAT).content());
        byte[] issued = withoutTimestamps(leaf);
        byte[] issuerKey = HexFormat.of()
                .parseHex(Digest.of(issuer.getPublicKey().getEncoded()).hex());
        try {
            if (Short.toUnsignedInt(data.getShort()) != data.remaining()) {
                throw new Malformed("certificate-untrusted", "the certificate's timestamps have a wrong length");
            }
            boolean logged = false;
            while (data.hasRemaining()) {
                logged |= isValid(ByteBuffer.wrap(next(data)), issued, issuerKey, logs);
            }
            return logged;
        } catch (BufferUnderflowException _) {
            throw new Malformed("certificate-untrusted", "the certificate's timestamps end early");
        }
    }

    private static boolean isValid(ByteBuffer stamp, byte[] issued, byte[] issuerKey, List<Log> logs) {
        byte version = stamp.get();
        byte[] id = new byte[32];
        stamp.get(id);
        long time = stamp.getLong();
        byte[] extensions = next(stamp);
        int algorithm = Short.toUnsignedInt(stamp.getShort());
        byte[] signature = next(stamp);
        if (version != 0 || stamp.hasRemaining()) {
            return false;
        }
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.write(0); // Version 1.
        signed.write(0); // A certificate timestamp.
        signed.writeBytes(
                ByteBuffer.allocate(10).putLong(time).putShort((short) 1).array()); // Of a precertificate.
        signed.writeBytes(issuerKey);
        signed.write(issued.length >> 16);
        signed.write(issued.length >> 8);
        signed.write(issued.length);
        signed.writeBytes(issued);
        signed.writeBytes(
                ByteBuffer.allocate(2).putShort((short) extensions.length).array());
        signed.writeBytes(extensions);
        String hex = HexFormat.of().formatHex(id);
        try {
            Instant moment = Instant.ofEpochMilli(time);
            return logs.stream()
                    .anyMatch(log -> log.id().equals(hex)
                            && log.key().algorithm() == algorithm
                            && log.window().contains(moment)
                            && log.key().verifies(signed.toByteArray(), signature));
        } catch (DateTimeException _) {
            return false;
        }
    }

    /** Bytes after their length in two bytes. */
    private static byte[] next(ByteBuffer data) {
        int length = Short.toUnsignedInt(data.getShort());
        if (length > data.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        data.get(bytes);
        return bytes;
    }

    /** What the log saw: the certificate before the timestamps were put into it. */
    private static byte[] withoutTimestamps(X509Certificate leaf) throws Malformed {
        try {
            ByteArrayOutputStream fields = new ByteArrayOutputStream();
            for (Der field : Der.read(leaf.getTBSCertificate(), WHAT).children(Der.SEQUENCE, WHAT)) {
                if (field.tag() != EXTENSIONS_TAG) {
                    fields.writeBytes(field.bytes());
                    continue;
                }
                ByteArrayOutputStream kept = new ByteArrayOutputStream();
                Der all = Der.child(field.children(WHAT), 0, WHAT);
                for (Der extension : all.children(Der.SEQUENCE, WHAT)) {
                    Der name = Der.child(extension.children(Der.SEQUENCE, WHAT), 0, WHAT);
                    if (!name.oid(WHAT).equals(EXTENSION)) {
                        kept.writeBytes(extension.bytes());
                    }
                }
                fields.writeBytes(Der.write(EXTENSIONS_TAG, Der.write(Der.SEQUENCE, kept.toByteArray())));
            }
            return Der.write(Der.SEQUENCE, fields.toByteArray());
        } catch (CertificateEncodingException _) {
            throw new Malformed("certificate-untrusted", "the certificate cannot be encoded");
        }
    }
}
