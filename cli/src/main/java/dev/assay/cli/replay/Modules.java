package dev.assay.cli.replay;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.Inputs;
import dev.assay.cli.Registries;
import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedVariant;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the modules of receipts come from. */
final class Modules {
    private static final int MOST_MODULE_BYTES = 256 << 20;

    @Option(names = "--module", paramLabel = "FILE", description = "The module; may stand several times.")
    private List<Path> files = List.of();

    @Option(
            names = "--registry",
            paramLabel = "REGISTRY",
            description = "Or fetch it: a directory, or an https or oci address.")
    private @Nullable String registry;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "By whose index the registry is read: a trust policy.")
    private @Nullable Path trust;

    private final Map<Digest, byte[]> known = new HashMap<>();
    private @Nullable Index index;

    /**
     * The bytes of this digest, or, where only one file was named, those of that file, be they others: whoever looks at them
     * says that. Empty if the registry has none.
     */
    Optional<byte[]> find(PluginName plugin, Digest module, Console console) {
        if (files.isEmpty() && (registry == null || trust == null)) {
            throw new CommandException("which module? Give --module, or --registry and --trust");
        }
        if (known.isEmpty()) {
            for (Path file : files) {
                byte[] bytes = Inputs.read(file, "module", MOST_MODULE_BYTES);
                known.put(Digest.of(bytes), bytes);
            }
        }
        byte[] found = known.get(module);
        if (found == null && registry != null && trust != null) {
            found = fetch(plugin, module, registry, trust, console).orElse(null);
        }
        return found == null && files.size() == 1 ? known.values().stream().findFirst() : Optional.ofNullable(found);
    }

    private Optional<byte[]> fetch(PluginName plugin, Digest module, String from, Path policy, Console console) {
        if (index == null) {
            index = Registries.open(from, policy, console).current();
        }
        if (!index.plugins().contains(plugin)) {
            return Optional.empty();
        }
        for (Entry entry : index.releases(plugin)) {
            Optional<ListedVariant> variant = entry.variantOf(module);
            if (variant.isPresent()) {
                byte[] bytes = index.fetch(entry, variant.get().module());
                known.put(module, bytes);
                return Optional.of(bytes);
            }
        }
        return Optional.empty();
    }
}
