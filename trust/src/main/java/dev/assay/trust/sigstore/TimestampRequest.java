package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.model.Reason;
import dev.assay.trust.TrustException;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Asks a timestamp authority when it saw a signature (RFC 3161, section 2.4.1): by the signature's SHA-256, with a nonce of
 * 64 bits, and with the authority's certificate in the answer. Immutable.
 */
public final class TimestampRequest {
    private static final String WHAT = "timestamp";
    private static final int NONCE_BYTES = 8;

    /** Where the optional fields of an answer begin; the nonce is the only number among them. */
    private static final int OPTIONAL = 5;

    /** The algorithm's identifier, SHA-256 without parameters (RFC 5754, section 2). */
    private static final byte[] SHA_256 = HexFormat.of().parseHex("300b0609608648016503040201");

    private final byte[] signature;
    private final byte[] nonce;

    private TimestampRequest(byte[] signature, byte[] nonce) {
        this.signature = signature;
        this.nonce = nonce;
    }

    public static TimestampRequest of(byte[] signature, SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        // Positive, and in the shortest form of a number: the first byte is 64 to 127.
        nonce[0] = (byte) ((nonce[0] & 0x3f) | 0x40);
        return new TimestampRequest(signature.clone(), nonce);
    }

    /** The DER of the request: what an authority takes as {@code application/timestamp-query}. */
    public byte[] bytes() {
        byte[] hash = Digest.sha256().digest(signature);
        byte[] imprint = Der.write(Der.SEQUENCE, joined(SHA_256, Der.write(Der.OCTETS, hash)));
        return Der.write(
                Der.SEQUENCE,
                joined(
                        Der.write(Der.INTEGER, new byte[] {1}),
                        imprint,
                        Der.write(Der.INTEGER, nonce),
                        Der.write(Der.BOOLEAN, new byte[] {(byte) 0xff})));
    }

    /**
     * Refuses a response that is not the answer to exactly this request. Whether an authority that is trusted signed it is
     * the verifier's question.
     *
     * @throws TrustException with code {@code timestamp-invalid} or {@code bundle-malformed}
     */
    public void requireAnswer(byte[] response) {
        try {
            byte[] info = Timestamp.info(response);
            Timestamp.time(info, signature);
            List<Der> fields = Der.read(info, WHAT).children(Der.SEQUENCE, WHAT);
            List<Der> numbers = fields.subList(OPTIONAL, fields.size()).stream()
                    .filter(field -> field.tag() == Der.INTEGER)
                    .toList();
            if (numbers.size() != 1 || !Arrays.equals(numbers.getFirst().content(), nonce)) {
                throw Timestamp.invalid("it answers another request: the nonce differs");
            }
        } catch (Malformed e) {
            throw new TrustException(new Reason(
                    e.code(), String.valueOf(e.getMessage()), "Check the address of the timestamp authority"));
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
