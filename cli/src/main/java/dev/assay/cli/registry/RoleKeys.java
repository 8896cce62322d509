package dev.assay.cli.registry;

import dev.assay.cli.KeyOptions;
import dev.assay.trust.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The keys of the roles of an index behind TUF. One passphrase opens all that are given in one call. */
final class RoleKeys {
    @Mixin
    private final KeyOptions publisher = new KeyOptions();

    @Option(names = "--root-key", paramLabel = "FILE", description = "An offline key of the root; give several.")
    private List<Path> root = List.of();

    @Option(
            names = "--targets-key",
            paramLabel = "FILE",
            description = "An offline key of the top-level targets; give several.")
    private List<Path> targets = List.of();

    @Option(
            names = "--security-key",
            paramLabel = "FILE",
            description = "A key of the revocations; give as many as must sign.")
    private List<Path> security = List.of();

    @Option(names = "--online-key", paramLabel = "FILE", description = "The key of snapshot and timestamp.")
    private List<Path> online = List.of();

    SigningKey publisher() {
        return publisher.load();
    }

    List<SigningKey> root() {
        return load(root);
    }

    List<SigningKey> targets() {
        return load(targets);
    }

    List<SigningKey> security() {
        return load(security);
    }

    List<SigningKey> online() {
        return load(online);
    }

    private List<SigningKey> load(List<Path> files) {
        List<SigningKey> keys = new ArrayList<>();
        for (Path file : files) {
            keys.add(KeyOptions.load(file, publisher.passphrase()));
        }
        return keys;
    }
}
