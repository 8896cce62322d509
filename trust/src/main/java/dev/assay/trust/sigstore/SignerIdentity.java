package dev.assay.trust.sigstore;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who a certificate says the signer is.
 *
 * @param name the one subject alternative name: a workflow's URI, a person's address, or an issuer's name of a user
 * @param issuer of the token that the certificate was given for; GitHub's release attestations have none
 * @param extensions what the certificate authority vouches for, by the last number of 1.3.6.1.4.1.57264.1.N: 12 source
 *     repository, 13 commit, 14 ref, 15 and 17 the numeric ids of repository and owner, 18 build config, 20 trigger
 */
public record SignerIdentity(String name, Optional<String> issuer, Map<Integer, String> extensions) {
    private static final String WHAT = "certificate";
    private static final String ARC = "1.3.6.1.4.1.57264.1.";
    private static final int FIRST_DER = 8;
    private static final int LAST = 25;
    private static final int OTHER_NAME_EXTENSION = 7;
    private static final int UTF8 = 0x0c;
    private static final int OTHER = 0;
    private static final int ADDRESS = 1;
    private static final int URI = 6;

    public SignerIdentity {
        extensions = Map.copyOf(extensions);
    }

    static SignerIdentity of(X509Certificate leaf) throws Malformed {
        Map<Integer, String> extensions = new TreeMap<>();
        for (int number = 1; number <= LAST; number++) {
            byte[] value = number == OTHER_NAME_EXTENSION ? null : leaf.getExtensionValue(ARC + number);
            if (value != null) {
                Der text = Der.read(value, WHAT).expect(Der.OCTETS, WHAT);
                // 1 to 6 are raw texts, later ones are DER.
                Der content = number < FIRST_DER
                        ? text
                        : Der.read(text.content(), WHAT).expect(UTF8, WHAT);
                extensions.put(number, content.text());
            }
        }
        Optional<String> issuer =
                Optional.ofNullable(extensions.get(8)).or(() -> Optional.ofNullable(extensions.get(1)));
        return new SignerIdentity(name(leaf), issuer, extensions);
    }

    private static String name(X509Certificate leaf) throws Malformed {
        try {
            var names = leaf.getSubjectAlternativeNames();
            if (names != null && names.size() == 1) {
                List<?> name = names.iterator().next();
                if (name.get(0).equals(OTHER) && name.get(1) instanceof byte[] other) {
                    return otherName(Der.read(other, WHAT));
                }
                if ((name.get(0).equals(URI) || name.get(0).equals(ADDRESS)) && name.get(1) instanceof String text) {
                    return text;
                }
            }
        } catch (CertificateParsingException | RuntimeException _) {
            // Told below.
        }
        throw new Malformed("identity-differs", "the certificate does not name its signer by one address or URI");
    }

    /** A name that an issuer gives its users: neither an address nor a URI. */
    private static String otherName(Der name) throws Malformed {
        List<Der> parts = name.children(WHAT);
        if (!Der.child(parts, 0, WHAT).oid(WHAT).equals(ARC + OTHER_NAME_EXTENSION)) {
            throw new Malformed("identity-differs", "the certificate names its signer in a way that is not known");
        }
        return Der.child(Der.child(parts, 1, WHAT).children(WHAT), 0, WHAT)
                .expect(UTF8, WHAT)
                .text();
    }
}
