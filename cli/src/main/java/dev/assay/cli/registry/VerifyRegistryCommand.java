package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Registries;
import dev.assay.model.PluginName;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedStatement;
import dev.assay.registry.ListedVariant;
import dev.assay.registry.Registry;
import dev.assay.registry.RegistryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a whole registry as a reader does. */
@Command(
        name = "verify",
        description = {
            "Read all that a registry holds as a reader does: each role of its index by its signatures, each document, module",
            "and statement by its digest. What was seen is remembered, so that it cannot go back later.",
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status 20: something that is listed is missing or changed."})
final class VerifyRegistryCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 20;

    private final Console console;

    @Parameters(index = "0", paramLabel = "REGISTRY", description = "A directory, or an https or oci address.")
    private String registry = "";

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    private final List<String> problems = new ArrayList<>();
    private int files;
    private int releases;

    VerifyRegistryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Registry reader = Registries.open(registry, trust, console);
        Index index = reader.current();
        SortedSet<PluginName> held = RegistryCommand.held(reader, index, console);
        for (PluginName plugin : held) {
            attempt(() -> index.releases(plugin).forEach(entry -> check(index, entry)));
        }
        problems.stream().limit(MOST_SHOWN).forEach(problem -> console.err().println("assay: " + problem));
        if (!problems.isEmpty()) {
            console.err()
                    .println("assay: " + problems.size() + " problems in the registry " + registry
                            + ". Restore what is missing or changed from another copy, or publish it again");
            return ExitStatus.REFUSED.code();
        }
        console.out()
                .println("Verified index " + index.number() + ", in force until " + index.expires() + ": " + held.size()
                        + " plugins, " + releases + " releases, " + files + " files.");
        return ExitStatus.DONE.code();
    }

    private void check(Index index, Entry entry) {
        releases++;
        fetch(() -> index.fetch(entry, entry.release()));
        fetch(() -> index.fetch(entry, entry.manifest()));
        entry.schema().ifPresent(schema -> fetch(() -> index.fetch(entry, schema)));
        for (ListedVariant variant : entry.variants()) {
            fetch(() -> index.fetch(entry, variant.module()));
            for (ListedStatement statement : variant.statements()) {
                fetch(() -> index.fetch(entry, statement.bundle()));
            }
        }
    }

    private void fetch(Runnable reading) {
        files++;
        attempt(reading);
    }

    private void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (RegistryException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }
}
