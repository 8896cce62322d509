package dev.assay.registry;

import dev.assay.trust.VerificationKey;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TopLevel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Who signs what of an index, as {@link IndexLayout} has it.
 *
 * @param root offline: whom every other role is
 * @param targets offline: the trusted root of Sigstore, and whom the roles below it are
 * @param revocations the security keys
 * @param undos as many of the security keys as it takes to undo a revocation
 * @param publish of the plugins' documents
 * @param online of snapshot and timestamp: says what is the newest word
 */
public record IndexRoles(Quorum root, Quorum targets, Quorum revocations, Quorum undos, Quorum publish, Quorum online) {
    public IndexRoles {
        boolean allOne =
                List.of(targets, revocations, undos, publish, online).stream().allMatch(root::equals);
        for (Quorum offline : List.of(root, targets, revocations, undos)) {
            // Else who steals a key that lies in CI could change a root or undo a revocation.
            if (!allOne && (offline.overlaps(publish) || offline.overlaps(online))) {
                throw new RegistryException(
                        "a key of root, targets, revocations or undos is the publish key or the online"
                                + " key too: whoever steals that one has both. Give other keys, or one key alone for all");
            }
        }
    }

    /** One key for everything: who steals it has the registry. */
    public static IndexRoles allOf(VerificationKey key) {
        Quorum one = Quorum.of(1, List.of(key));
        return new IndexRoles(one, one, one, one, one, one);
    }

    /** Those that the top-level targets vouch for. */
    Map<String, Quorum> below() {
        return Map.of(IndexLayout.REVOCATIONS, revocations, IndexLayout.UNDOS, undos, IndexLayout.INDEX, publish);
    }

    Map<TopLevel, Quorum> topLevel() {
        return new EnumMap<>(Map.of(
                TopLevel.ROOT, root,
                TopLevel.TARGETS, targets,
                TopLevel.SNAPSHOT, online,
                TopLevel.TIMESTAMP, online));
    }
}
