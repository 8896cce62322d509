package dev.assay.trust.tuf;

import java.util.List;

/**
 * How a registry's index is laid out over roles. Top-level targets are signed offline and hold the trusted roots and the
 * delegations. {@code revocations} comes first and ends the search for its one path, so that a stolen publish key cannot undo
 * a revocation; {@code index} covers the documents of plugins, and leaves them to bins by hash.
 */
public final class IndexLayout {
    public static final String REVOCATIONS = "revocations";
    public static final String INDEX = "index";
    /** The target path of the revocation list. */
    public static final String REVOCATION_LIST = "revocations.json";

    private static final String BIN = "index-bin";

    private IndexLayout() {}

    /** The target path of a plugin's index document. */
    public static String document(String plugin) {
        return INDEX + "/" + plugin + ".json";
    }

    /**
     * What the top-level targets delegate.
     *
     * @param revocations the security keys
     * @param publish the publish key
     */
    public static Delegations topLevel(Quorum revocations, Quorum publish) {
        return new Delegations.Named(List.of(
                Delegation.ofPaths(REVOCATIONS, revocations, true, List.of(REVOCATION_LIST)),
                // A plugin's name is 'owner/name', and a star does not match the slash.
                Delegation.ofPaths(INDEX, publish, true, List.of(document("*/*")))));
    }

    /** What {@code index} delegates: 2 to the power of {@code bits} bins; 10 for a large registry. */
    public static Delegations.Bins bins(Quorum publish, int bits) {
        return new Delegations.Bins(publish, bits, BIN);
    }
}
