package dev.assay.trust;

import dev.assay.model.Word;

/** The kinds of keys whose signatures count. */
public enum KeyType implements Word {
    /** ECDSA on NIST P-256 with SHA-256. */
    P_256("SHA256withECDSA"),
    /** ECDSA on NIST P-384 with SHA-384: verified, never created here. */
    P_384("SHA384withECDSA"),
    /** Ed25519 (RFC 8032). */
    ED25519("Ed25519");

    private final String signature;

    KeyType(String signature) {
        this.signature = signature;
    }

    /** The type with this id, such as {@code ed25519}. */
    public static KeyType parse(String id) {
        return Word.parse(KeyType.class, id);
    }

    /** The JDK's name of the signature algorithm. */
    String signature() {
        return signature;
    }
}
