package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.KeyOptions;
import dev.assay.trust.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The keys of the roles of a registry's index. Where one key is all of them, {@code --key} alone. One passphrase opens all that
 * are given in one call.
 */
final class RoleKeys {
    @Mixin
    private final KeyOptions publish = new KeyOptions();

    @Option(
            names = "--online-key",
            paramLabel = "FILE",
            description = "The key that signs what is newest, where that is another than --key.")
    private List<Path> online = List.of();

    @Option(
            names = "--security-key",
            paramLabel = "FILE",
            description = "A key of the revocations, where that is another; give as many as must sign.")
    private List<Path> security = List.of();

    @Option(
            names = "--targets-key",
            paramLabel = "FILE",
            description = "An offline key of the top-level targets; give as many as must sign.")
    private List<Path> targets = List.of();

    @Option(
            names = "--root-key",
            paramLabel = "FILE",
            description = "An offline key of the root; give as many as must sign.")
    private List<Path> root = List.of();

    /** To open one takes a while. */
    private final Map<Path, SigningKey> opened = new HashMap<>();

    private @Nullable SigningKey publisher;

    SigningKey publisher() {
        SigningKey key = publisher == null ? publish.load() : publisher;
        publisher = key;
        return key;
    }

    /** Whether any role has a key of its own. */
    boolean areSeparate() {
        return !(online.isEmpty() && security.isEmpty() && targets.isEmpty() && root.isEmpty());
    }

    List<SigningKey> online() {
        return load(online);
    }

    List<SigningKey> security() {
        return load(security);
    }

    List<SigningKey> targets() {
        return load(targets);
    }

    List<SigningKey> root() {
        return load(root);
    }

    /** All that were given, at least one. */
    List<SigningKey> all() {
        List<SigningKey> keys = new ArrayList<>();
        if (publish.isGiven()) {
            keys.add(publisher());
        }
        List.of(online, security, targets, root).forEach(files -> keys.addAll(load(files)));
        if (keys.isEmpty()) {
            throw new CommandException("no key: name those of the roles that are to sign, with --key, --online-key,"
                    + " --security-key, --targets-key or --root-key");
        }
        return keys;
    }

    static List<SigningKey> needed(List<SigningKey> keys, String option) {
        if (keys.isEmpty()) {
            throw new CommandException("no key: name one with " + option);
        }
        return keys;
    }

    private List<SigningKey> load(List<Path> files) {
        List<SigningKey> keys = new ArrayList<>();
        for (Path file : files) {
            keys.add(opened.computeIfAbsent(file, one -> KeyOptions.load(one, publish.passphrase())));
        }
        return keys;
    }
}
