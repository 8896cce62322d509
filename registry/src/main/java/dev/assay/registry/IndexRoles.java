package dev.assay.registry;

import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TopLevel;
import java.util.EnumMap;
import java.util.Map;

/**
 * Who signs what of an index behind TUF, as {@link IndexLayout} has it.
 *
 * @param root offline
 * @param targets offline: the trusted root and whom the other roles trust
 * @param revocations the security keys
 * @param publish the publish key, of the plugins' documents
 * @param online the key of snapshot and timestamp
 */
public record IndexRoles(Quorum root, Quorum targets, Quorum revocations, Quorum publish, Quorum online) {
    public IndexRoles {
        for (Quorum offline : new Quorum[] {root, targets, revocations}) {
            // Else who steals a key that lies in CI could change a root or undo a revocation.
            if (offline.overlaps(publish) || offline.overlaps(online)) {
                throw new RegistryException("a key of root, targets or revocations is the publish key or the online key"
                        + " too: whoever steals that one has both. Give other keys");
            }
        }
    }

    Map<TopLevel, Quorum> topLevel() {
        return new EnumMap<>(Map.of(
                TopLevel.ROOT, root,
                TopLevel.TARGETS, targets,
                TopLevel.SNAPSHOT, online,
                TopLevel.TIMESTAMP, online));
    }
}
