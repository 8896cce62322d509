package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.trust.VerificationKey;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** The file that a signature must be about: its bytes, or no more than its digest. Immutable. */
public final class Artifact {
    private final Digest digest;
    private final Optional<byte[]> bytes;

    private Artifact(Digest digest, Optional<byte[]> bytes) {
        this.digest = digest;
        this.bytes = bytes;
    }

    /** The file as a whole. */
    public static Artifact of(byte[] bytes) {
        return new Artifact(Digest.of(bytes), Optional.of(bytes.clone()));
    }

    /** A file that is elsewhere: only ECDSA on P-256 and statements can be checked for it. */
    public static Artifact of(Digest digest) {
        return new Artifact(digest, Optional.empty());
    }

    public Digest digest() {
        return digest;
    }

    /** The file's digest by this algorithm; empty if it cannot be told without the bytes. */
    Optional<byte[]> hashed(MessageDigest hash) {
        return hash.getAlgorithm().equals("SHA-256")
                ? Optional.of(HexFormat.of().parseHex(digest.hex()))
                : bytes.map(hash::digest);
    }

    boolean isSignedBy(VerificationKey key, byte[] signature) throws Malformed {
        if (bytes.isPresent()) {
            return key.verifies(bytes.get(), signature);
        }
        return key.verifies(digest, signature)
                .orElseThrow(() -> new Malformed(
                        "signature-invalid", "a key of this kind signs more than the digest: give the file itself"));
    }
}
