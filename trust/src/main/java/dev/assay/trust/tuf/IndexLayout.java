package dev.assay.trust.tuf;

import java.util.List;
import java.util.Optional;

/**
 * How a registry's index is laid out over roles. Top-level targets are signed offline and hold the trusted roots and the
 * delegations. {@code revocations} and {@code undos} come first and each ends the search for its one path, so that a
 * stolen publish key can neither hide a revocation nor undo it, and undoing can take more keys than revoking; {@code index} covers the documents of plugins, and leaves them to bins by hash.
 */
public final class IndexLayout {
    public static final String REVOCATIONS = "revocations";
    public static final String UNDOS = "undos";
    public static final String INDEX = "index";
    /** The target path of the revocation list. */
    public static final String REVOCATION_LIST = "revocations.json";

    /** The target path of the list of what was undone. */
    public static final String UNDO_LIST = "undos.json";
    /** The target path of Sigstore's trusted root. */
    public static final String TRUSTED_ROOT = "trusted_root.json";

    /**
     * The target path of the search document's root; its other parts lie beside it, named by their digests. It is signed as the
     * documents of plugins are, and no plugin has such an owner.
     */
    public static final String SEARCH = "index/_/search.json";

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
     * @param undos the same, and as many as it takes to undo a revocation
     * @param publish the publish key
     */
    public static Delegations.Named topLevel(Quorum revocations, Quorum undos, Quorum publish) {
        return new Delegations.Named(List.of(
                Delegation.ofPaths(REVOCATIONS, revocations, true, List.of(REVOCATION_LIST)),
                Delegation.ofPaths(UNDOS, undos, true, List.of(UNDO_LIST)),
                // A plugin's name is 'owner/name', and a star does not match the slash.
                Delegation.ofPaths(INDEX, publish, true, List.of(document("*/*")))));
    }

    /** The plugin whose index document this is, as {@code owner/name}; empty for another path, and for {@link #SEARCH}. */
    public static Optional<String> plugin(String path) {
        String begin = INDEX + "/";
        return path.startsWith(begin) && path.endsWith(".json") && !path.equals(SEARCH)
                ? Optional.of(path.substring(begin.length(), path.length() - ".json".length()))
                : Optional.empty();
    }

    /** What {@code index} delegates: 2 to the power of {@code bits} bins; 10 for a large registry. */
    public static Delegations.Bins bins(Quorum publish, int bits) {
        return new Delegations.Bins(publish, bits, BIN);
    }
}
