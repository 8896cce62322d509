package dev.assay.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTest {
    @Test
    void theProofOfEveryLeafOfEverySmallTreeLeadsToItsRootAndToNoOther() throws Malformed {
        for (int size = 1; size <= 20; size++) {
            List<byte[]> leaves = leaves(size);
            byte[] root = root(leaves);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = path(index, leaves);
                assertThat(Merkle.root(leaves.get(index), index, size, path)).isEqualTo(root);
                for (int other = 0; other < size; other++) {
                    assertThat(leadsTo(root, leaves.get(index), other, size, path))
                            .isEqualTo(other == index);
                }
                List<byte[]> longer = new ArrayList<>(path);
                longer.add(root);
                assertThat(leadsTo(root, leaves.get(index), index, size, longer))
                        .isFalse();
                if (!path.isEmpty()) {
                    assertThat(leadsTo(root, leaves.get(index), index, size, path.subList(1, path.size())))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void anIndexOutsideTheTreeIsRefused() {
        for (long[] pair : new long[][] {{0, 0}, {1, 1}, {-1, 1}, {5, 4}}) {
            assertThatThrownBy(() -> Merkle.root(new byte[32], pair[0], pair[1], List.of()))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void theEmptyLeafHasTheHashOfTheSpecification() {
        assertThat(HexFormat.of().formatHex(Merkle.leaf(new byte[0])))
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    private static boolean leadsTo(byte[] root, byte[] leaf, int index, int size, List<byte[]> path) {
        try {
            return Arrays.equals(root, Merkle.root(leaf, index, size, path));
        } catch (Malformed _) {
            return false;
        }
    }

    private static List<byte[]> leaves(int size) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            leaves.add(Merkle.leaf(("leaf " + i).getBytes(StandardCharsets.UTF_8)));
        }
        return leaves;
    }

    /** The definition of RFC 9162, section 2.1.1, by recursion. */
    private static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        var hash = Digest.sha256();
        hash.update((byte) 1);
        hash.update(root(leaves.subList(0, split)));
        return hash.digest(root(leaves.subList(split, leaves.size())));
    }

    /** Section 2.1.3.1. */
    private static List<byte[]> path(int index, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        boolean left = index < split;
        List<byte[]> path = new ArrayList<>(
                left
                        ? path(index, leaves.subList(0, split))
                        : path(index - split, leaves.subList(split, leaves.size())));
        path.add(root(left ? leaves.subList(split, leaves.size()) : leaves.subList(0, split)));
        return path;
    }
}
