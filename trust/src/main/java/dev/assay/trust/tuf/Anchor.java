package dev.assay.trust.tuf;

import dev.assay.model.Inert;
import dev.assay.model.Reason;
import dev.assay.trust.TrustException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Keys by which a reader trusts a repository's root without one before it: named in its own file, so that no root has to be
 * handed to it by another way.
 *
 * @param keys so many of which must have signed that root
 */
public record Anchor(Quorum keys) {
    private static final int MOST_ROOTS = 64;
    private static final int MOST_NAMED = 3;

    /** The same text for the same keys and number, in whatever order they were named. */
    public String id() {
        return keys.threshold() + " of "
                + String.join(", ", new TreeSet<>(keys.keys().keySet()));
    }

    /**
     * The first root of a repository that these keys signed, and that is signed by its own quorum. Those that followed it
     * are for {@link TufClient} to find.
     *
     * @param metadata where the repository keeps its metadata
     * @throws TrustException if there is none among the first 64
     */
    public byte[] root(Transport metadata) {
        List<Metadata<Root>> others = new ArrayList<>();
        for (int version = 1; version <= MOST_ROOTS; version++) {
            Optional<byte[]> bytes = metadata.fetch(Names.metadata("root", version, true), Bounds.ROOT_BYTES);
            if (bytes.isEmpty()) {
                break;
            }
            Metadata<Root> root = Metadata.root(bytes.get());
            root.content().quorum(TopLevel.ROOT).require(root, "itself");
            if (keys.isMetBy(root)) {
                return bytes.get();
            }
            // A root of before the keys that are trusted here were the root's.
            others.add(root);
        }
        throw others.isEmpty()
                ? Refusal.MISSING.because("the repository has no '1.root.json'")
                : foreign(others.getFirst());
    }

    private TrustException foreign(Metadata<Root> first) {
        List<String> signers = first.content().quorum(TopLevel.ROOT).keys().values().stream()
                .filter(key -> first.signature(key.id()).isPresent())
                .limit(MOST_NAMED)
                .map(key -> Inert.line(key.hint()))
                .toList();
        return new TrustException(new Reason(
                "tuf-signatures",
                "its root is not signed by " + keys.threshold() + " of the "
                        + keys.keys().size() + " publishers that the trust policy names, but by "
                        + String.join(", ", signers),
                "If these are right, name them under 'publisher'; else it may be forged: use another copy"));
    }
}
