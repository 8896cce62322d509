package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Inputs;
import dev.assay.registry.IndexRoles;
import dev.assay.registry.Publisher;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Quorum;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many keys sign for each role of a new registry, and what else is decided when it is made. */
final class RoleThresholds {
    private static final int MOST_BITS = 14;
    private static final int MOST_ROOT_BYTES = 512_000;

    @Option(names = "--root-threshold", paramLabel = "N", description = "How many keys sign a root (default: 2).")
    private int root = 2;

    @Option(
            names = "--targets-threshold",
            paramLabel = "N",
            description = "How many sign the top-level targets (default: 2).")
    private int targets = 2;

    @Option(names = "--revoke-threshold", paramLabel = "N", description = "How many security keys revoke (default: 1).")
    private int revoke = 1;

    @Option(
            names = "--undo-threshold",
            paramLabel = "N",
            description = "How many security keys take a revocation back (default: 2).")
    private int undo = 2;

    @Option(
            names = "--bits",
            paramLabel = "N",
            description =
                    "The documents lie in 2 to the power of N bins, 1 to 14 (default: 1; they become more as plugins do).")
    private int bits = 1;

    @Option(
            names = "--trusted-root",
            paramLabel = "FILE",
            description = "Sigstore's trusted root, to be handed to readers.")
    private @Nullable Path trustedRoot;

    Publisher.Beginning beginning(RoleKeys keys) {
        if (bits < 1 || bits > MOST_BITS) {
            throw new CommandException("--bits " + bits + " is out of range. Give 1 to " + MOST_BITS);
        }
        return new Publisher.Beginning(
                keys.areSeparate()
                        ? separate(keys)
                        : IndexRoles.allOf(keys.publisher().verificationKey()),
                bits,
                Optional.ofNullable(trustedRoot).map(file -> Inputs.read(file, "trusted root", MOST_ROOT_BYTES)));
    }

    private IndexRoles separate(RoleKeys keys) {
        List<SigningKey> security = RoleKeys.needed(keys.security(), "--security-key");
        return new IndexRoles(
                quorum("--root-threshold", root, RoleKeys.needed(keys.root(), "--root-key")),
                quorum("--targets-threshold", targets, RoleKeys.needed(keys.targets(), "--targets-key")),
                quorum("--revoke-threshold", revoke, security),
                quorum("--undo-threshold", undo, security),
                quorum("", 1, List.of(keys.publisher())),
                quorum("", 1, RoleKeys.needed(keys.online(), "--online-key")));
    }

    private static Quorum quorum(String option, int threshold, List<SigningKey> keys) {
        if (threshold < 1 || threshold > keys.size()) {
            throw new CommandException(option + " is " + threshold + ", and " + keys.size()
                    + " keys of that role were given. Give that many keys, or another threshold");
        }
        return Quorum.of(
                threshold, keys.stream().map(SigningKey::verificationKey).toList());
    }
}
