package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import java.security.MessageDigest;
import java.util.List;

/** Proofs of inclusion in a log's tree (RFC 9162, section 2.1.3.2). */
final class Merkle {
    private Merkle() {}

    static byte[] leaf(byte[] entry) {
        MessageDigest hash = Digest.sha256();
        hash.update((byte) 0);
        return hash.digest(entry);
    }

    /** The root that this path leads to from this leaf. */
    static byte[] root(byte[] leaf, long index, long size, List<byte[]> path) throws Malformed {
        if (index < 0 || index >= size) {
            throw new Malformed("log-proof-invalid", "the proof's index is outside its tree");
        }
        long node = index;
        long last = size - 1;
        byte[] hash = leaf;
        for (byte[] sibling : path) {
            if (last == 0) {
                throw new Malformed("log-proof-invalid", "the proof is longer than its tree is deep");
            }
            if ((node & 1) == 1 || node == last) {
                hash = inner(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = inner(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        if (last != 0) {
            throw new Malformed("log-proof-invalid", "the proof is shorter than its tree is deep");
        }
        return hash;
    }

    private static byte[] inner(byte[] left, byte[] right) {
        MessageDigest hash = Digest.sha256();
        hash.update((byte) 1);
        hash.update(left);
        return hash.digest(right);
    }
}
