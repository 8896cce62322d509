package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.registry.IndexRoles;
import dev.assay.registry.TufIndex;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Quorum;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins the TUF repository beside a registry's head. */
@Command(
        name = "init",
        description = "Make the first root and sign everything once. Readers get the first root by another way.",
        mixinStandardHelpOptions = true)
final class TufInitCommand implements Callable<Integer> {
    private static final int MOST_BITS = 14;

    private final Console console;

    @Parameters(index = "0", paramLabel = "REGISTRY", description = "The registry's directory.")
    private Path registry = Path.of("");

    @Mixin
    private final RoleKeys keys = new RoleKeys();

    @Mixin
    private final IndexSigning.Validity validity = new IndexSigning.Validity();

    @Option(names = "--root-threshold", paramLabel = "N", description = "How many keys sign a root (default: 2).")
    private int rootThreshold = 2;

    @Option(
            names = "--targets-threshold",
            paramLabel = "N",
            description = "How many sign the top-level targets (default: 2).")
    private int targetsThreshold = 2;

    @Option(
            names = "--security-threshold",
            paramLabel = "N",
            description = "How many sign the revocations (default: 1).")
    private int securityThreshold = 1;

    @Option(
            names = "--bits",
            paramLabel = "N",
            description =
                    "The documents lie in 2 to the power of N bins, 1 to 14 (default: 4; 10 for a large registry).")
    private int bits = 4;

    @Option(
            names = "--trusted-root",
            paramLabel = "FILE",
            description = "Sigstore's trusted root, to be handed to readers.")
    private @Nullable Path trustedRoot;

    TufInitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (bits < 1 || bits > MOST_BITS) {
            throw new CommandException("--bits " + bits + " is out of range. Give 1 to " + MOST_BITS);
        }
        SigningKey publisher = keys.publisher();
        List<SigningKey> root = TufIndexCommand.needed(keys.root(), "--root-key");
        List<SigningKey> targets = TufIndexCommand.needed(keys.targets(), "--targets-key");
        List<SigningKey> security = TufIndexCommand.needed(keys.security(), "--security-key");
        List<SigningKey> online = TufIndexCommand.needed(keys.online(), "--online-key");
        IndexRoles roles = new IndexRoles(
                quorum(rootThreshold, root),
                quorum(targetsThreshold, targets),
                quorum(securityThreshold, security),
                quorum(1, List.of(publisher)),
                quorum(1, online));
        TufIndex.create(
                registry,
                publisher,
                roles,
                TufIndexCommand.all(List.of(root, targets, security, online, List.of(publisher))),
                bits,
                Optional.ofNullable(trustedRoot)
                        .map(file -> Inputs.read(file, "trusted root", TufIndexCommand.MOST_ROOT_BYTES)),
                validity.duration(),
                Clock.systemUTC());
        console.out().println("Made the TUF repository " + registry.resolve(TufIndex.FOLDER) + ".");
        console.out()
                .println("Give readers its first root by another way: "
                        + registry.resolve(TufIndex.FOLDER).resolve("metadata/1.root.json"));
        return ExitStatus.DONE.code();
    }

    private static Quorum quorum(int threshold, List<SigningKey> keys) {
        if (threshold < 1) {
            throw new CommandException("a threshold of " + threshold + " is out of range. Give 1 or more");
        }
        return Quorum.of(
                threshold, keys.stream().map(SigningKey::verificationKey).toList());
    }
}
