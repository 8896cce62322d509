package dev.assay.trust.sigstore;

import dev.assay.trust.Dsse;
import dev.assay.trust.VerificationKey;
import java.security.MessageDigest;
import java.util.Optional;

/** What is signed, and the one signature over it: an envelope, or a file as it is. */
sealed interface Content {
    byte[] signature();

    /** The digest of the bytes that are signed; empty if it cannot be told. */
    Optional<byte[]> signed(MessageDigest hash);

    boolean isSignedBy(VerificationKey key) throws Malformed;

    /** An envelope of DSSE: type and payload are signed, in its encoding. */
    final class Envelope implements Content {
        final String payloadType;
        final byte[] payload;
        private final byte[] signature;
        private final byte[] encoding;

        Envelope(String payloadType, byte[] payload, byte[] signature) {
            this.payloadType = payloadType;
            this.payload = payload;
            this.signature = signature;
            this.encoding = Dsse.pae(payloadType, payload);
        }

        @Override
        public byte[] signature() {
            return signature;
        }

        @Override
        public Optional<byte[]> signed(MessageDigest hash) {
            return Optional.of(hash.digest(encoding));
        }

        @Override
        public boolean isSignedBy(VerificationKey key) {
            return key.verifies(encoding, signature);
        }
    }

    /** A file that lies beside the bundle. */
    final class File implements Content {
        private final Artifact artifact;
        private final byte[] signature;

        File(Artifact artifact, byte[] signature) {
            this.artifact = artifact;
            this.signature = signature;
        }

        @Override
        public byte[] signature() {
            return signature;
        }

        @Override
        public Optional<byte[]> signed(MessageDigest hash) {
            return artifact.hashed(hash);
        }

        @Override
        public boolean isSignedBy(VerificationKey key) throws Malformed {
            return artifact.isSignedBy(key, signature);
        }
    }
}
