package dev.assay.trust.sigstore;

import dev.assay.trust.sigstore.TrustedRoot.Authority;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A timestamp authority's word for when a signature existed: RFC 3161 in CMS (RFC 5652). */
final class Timestamp {
    private static final String WHAT = "timestamp";
    private static final String SIGNED_DATA = "1.2.840.113549.1.7.2";
    private static final String TIMESTAMP_INFO = "1.2.840.113549.1.9.16.1.4";
    private static final String CONTENT_TYPE = "1.2.840.113549.1.9.3";
    private static final String MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    private static final int EXPLICIT_0 = 0xa0;
    private static final int IMPLICIT_1 = 0xa1;
    private static final int MOST_CERTIFICATES = 16;
    private static final Pattern UTC =
            Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\\.[0-9]{1,9})?Z");

    private Timestamp() {}

    /** When an authority of the trusted root saw this signature. */
    static Instant verify(byte[] response, byte[] signature, List<Authority> authorities) throws Malformed {
        List<Der> fields = signedData(response);
        byte[] info = info(fields);
        Instant time = time(info, signature);
        signer(fields, info, authorities, time);
        return time;
    }

    /** What a response is about, whoever signed it. */
    static byte[] info(byte[] response) throws Malformed {
        return info(signedData(response));
    }

    private static List<Der> signedData(byte[] response) throws Malformed {
        List<Der> parts = Der.read(response, WHAT).children(Der.SEQUENCE, WHAT);
        Der status = Der.child(Der.child(parts, 0, WHAT).children(Der.SEQUENCE, WHAT), 0, WHAT);
        byte[] code = status.expect(Der.INTEGER, WHAT).content();
        if (code.length != 1 || code[0] < 0 || code[0] > 1 || parts.size() != 2) {
            throw invalid("the authority did not grant it");
        }
        List<Der> content = parts.get(1).children(Der.SEQUENCE, WHAT);
        if (!Der.child(content, 0, WHAT).oid(WHAT).equals(SIGNED_DATA)) {
            throw invalid("it holds no signed data");
        }
        return Der.child(Der.child(content, 1, WHAT).children(EXPLICIT_0, WHAT), 0, WHAT)
                .children(Der.SEQUENCE, WHAT);
    }

    private static byte[] info(List<Der> signedData) throws Malformed {
        List<Der> encapsulated = Der.child(signedData, 2, WHAT).children(Der.SEQUENCE, WHAT);
        if (!Der.child(encapsulated, 0, WHAT).oid(WHAT).equals(TIMESTAMP_INFO)) {
            throw invalid("it holds something else than a timestamp");
        }
        return Der.child(Der.child(encapsulated, 1, WHAT).children(EXPLICIT_0, WHAT), 0, WHAT)
                .expect(Der.OCTETS, WHAT)
                .content();
    }

    /** Checks that it is about this signature (RFC 3161, section 2.4.2). */
    static Instant time(byte[] info, byte[] signature) throws Malformed {
        List<Der> fields = Der.read(info, WHAT).children(Der.SEQUENCE, WHAT);
        List<Der> imprint = Der.child(fields, 2, WHAT).children(Der.SEQUENCE, WHAT);
        byte[] hash = Der.child(imprint, 1, WHAT).expect(Der.OCTETS, WHAT).content();
        if (!Arrays.equals(hash, hash(Der.child(imprint, 0, WHAT)).digest(signature))) {
            throw invalid("it is about another signature");
        }
        String text = Der.child(fields, 4, WHAT).expect(Der.TIME, WHAT).text();
        Matcher parts = UTC.matcher(text);
        if (!parts.matches()) {
            throw invalid("its time is not in UTC");
        }
        try {
            // Whole seconds: certificates know no smaller ones.
            return LocalDateTime.of(
                            number(parts, 1),
                            number(parts, 2),
                            number(parts, 3),
                            number(parts, 4),
                            number(parts, 5),
                            number(parts, 6))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            throw invalid("its time is none");
        }
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static void signer(List<Der> signedData, byte[] info, List<Authority> authorities, Instant time)
            throws Malformed {
        List<Der> signers = signedData.getLast().children(Der.SET, WHAT);
        if (signers.size() != 1) {
            throw invalid("it must have exactly one signer");
        }
        List<Der> fields = signers.getFirst().children(Der.SEQUENCE, WHAT);
        MessageDigest hash = hash(Der.child(fields, 2, WHAT));
        String algorithm = hash.getAlgorithm();
        Der attributes = Der.child(fields, 3, WHAT).expect(EXPLICIT_0, WHAT);
        attribute(
                attributes, CONTENT_TYPE, Der.OID, content -> content.oid(WHAT).equals(TIMESTAMP_INFO));
        byte[] digest = hash.digest(info);
        attribute(attributes, MESSAGE_DIGEST, Der.OCTETS, content -> Arrays.equals(content.content(), digest));
        byte[] signature = Der.child(fields, 5, WHAT).expect(Der.OCTETS, WHAT).content();
        // RFC 5652, section 5.4: signed as a SET, though it travels under another tag.
        byte[] signed = Der.write(Der.SET, attributes.content());
        Der name = Der.child(fields, 1, WHAT);
        for (X509Certificate candidate : candidates(signedData, authorities)) {
            if (names(name, candidate)
                    && verifies(candidate, algorithm, signed, signature)
                    && CertificatePath.issuer(candidate, CertificatePath.TIME_STAMPING, authorities, time)
                            .isPresent()) {
                return;
            }
        }
        throw invalid("no timestamp authority of the trusted root signed it then");
    }

    /** A check of an attribute's one value. */
    private interface Check {
        boolean passes(Der value) throws Malformed;
    }

    private static void attribute(Der attributes, String oid, int tag, Check check) throws Malformed {
        int found = 0;
        for (Der attribute : attributes.children(WHAT)) {
            List<Der> parts = attribute.children(Der.SEQUENCE, WHAT);
            if (Der.child(parts, 0, WHAT).oid(WHAT).equals(oid)) {
                List<Der> values = Der.child(parts, 1, WHAT).children(Der.SET, WHAT);
                if (values.size() != 1 || !check.passes(values.getFirst().expect(tag, WHAT))) {
                    throw invalid("its signed attributes are of another content");
                }
                found++;
            }
        }
        if (found != 1) {
            throw invalid("a signed attribute is missing or doubled");
        }
    }

    /** The signer's certificate is one that the trusted root holds, or one beside the signature that descends from it. */
    private static List<X509Certificate> candidates(List<Der> signedData, List<Authority> authorities)
            throws Malformed {
        List<X509Certificate> all = new ArrayList<>();
        authorities.forEach(authority -> all.addAll(authority.chain()));
        for (Der field : signedData.subList(3, signedData.size() - 1)) {
            if (field.tag() == EXPLICIT_0) {
                List<Der> certificates = field.children(WHAT);
                if (certificates.size() > MOST_CERTIFICATES) {
                    throw invalid("it holds more than " + MOST_CERTIFICATES + " certificates");
                }
                for (Der certificate : certificates) {
                    all.add(certificate(certificate.expect(Der.SEQUENCE, WHAT).bytes()));
                }
            } else if (field.tag() != IMPLICIT_1) {
                throw invalid("it holds a part that is not known");
            }
        }
        return all;
    }

    /** Whether the signer names itself by this certificate's number: a cheap look before a dear one. */
    private static boolean names(Der signer, X509Certificate certificate) throws Malformed {
        if (signer.tag() != Der.SEQUENCE) {
            return true;
        }
        Der number = Der.child(signer.children(WHAT), 1, WHAT).expect(Der.INTEGER, WHAT);
        return Arrays.equals(number.content(), certificate.getSerialNumber().toByteArray());
    }

    private static X509Certificate certificate(byte[] der) throws Malformed {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | RuntimeException _) {
            throw invalid("it holds a certificate that is none");
        }
    }

    private static boolean verifies(X509Certificate signer, String hash, byte[] signed, byte[] signature) {
        String family = signer.getPublicKey().getAlgorithm();
        if (!family.equals("EC") && !family.equals("RSA")) {
            return false;
        }
        try {
            Signature check =
                    Signature.getInstance(hash.replace("-", "") + "with" + (family.equals("EC") ? "ECDSA" : "RSA"));
            check.initVerify(signer.getPublicKey());
            check.update(signed);
            return check.verify(signature);
        } catch (GeneralSecurityException | RuntimeException _) {
            return false;
        }
    }

    private static MessageDigest hash(Der algorithm) throws Malformed {
        String oid = Der.child(algorithm.children(Der.SEQUENCE, WHAT), 0, WHAT).oid(WHAT);
        return Hashes.named(oid).orElseThrow(() -> invalid("its hash algorithm is not accepted"));
    }

    static Malformed invalid(String problem) {
        return new Malformed("timestamp-invalid", "the timestamp does not count: " + problem);
    }
}
