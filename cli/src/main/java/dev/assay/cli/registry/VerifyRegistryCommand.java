package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Registries;
import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a whole registry as a reader does. */
@Command(
        name = "verify",
        description = {
            "Read all that a registry holds as a reader does.",
            "Each role of its index is verified by its signatures, each document, module and statement by its digest. What was seen is",
            "remembered, so that it cannot go back later.",
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status 20: something that is listed is missing or changed."})
final class VerifyRegistryCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 20;
    private static final int AT_ONCE = 8;

    private final Console console;

    @Parameters(index = "0", paramLabel = "REGISTRY", description = "A directory, or an https or oci address.")
    private String registry = "";

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    VerifyRegistryCommand(Console console) {
        this.console = console;
    }

    /** What there is of one plugin. */
    private static final class Checked {
        private final List<String> problems = new ArrayList<>();
        private int files;
        private int releases;
    }

    @Override
    public Integer call() {
        Registry reader = Registries.open(registry, trust, console);
        Index index = reader.current();
        List<Checked> all = check(index, RegistryCommand.held(reader, index, console));
        Checked search = new Checked();
        attempt(search, () -> search.files = reader.readSearch(index));
        List<String> problems = Stream.concat(all.stream(), Stream.of(search))
                .flatMap(each -> each.problems.stream())
                .toList();
        problems.stream().limit(MOST_SHOWN).forEach(problem -> console.err().println("assay: " + problem));
        if (!problems.isEmpty()) {
            console.err()
                    .println("assay: " + problems.size() + " problems in the registry " + registry
                            + ". Restore what is missing or changed from another copy, or publish it again");
            return ExitStatus.REFUSED.code();
        }
        console.out()
                .println("Verified index " + index.number() + ", in force until " + index.expires() + ": "
                        + all.size() + " plugins, "
                        + all.stream().mapToInt(each -> each.releases).sum() + " releases, "
                        + (search.files
                                + all.stream().mapToInt(each -> each.files).sum()) + " files.");
        return ExitStatus.DONE.code();
    }

    /** Several plugins at once, since most of it is waiting; told in their order. */
    private static List<Checked> check(Index index, SortedSet<PluginName> held) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            return held.stream().map(plugin -> threads.submit(() -> check(index, plugin))).toList().stream()
                    .map(VerifyRegistryCommand::result)
                    .toList();
        }
    }

    private static Checked result(Future<Checked> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("checking a plugin failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while reading the registry", e);
        }
    }

    private static Checked check(Index index, PluginName plugin) {
        Checked checked = new Checked();
        attempt(checked, () -> index.releases(plugin).forEach(entry -> check(checked, index, entry)));
        return checked;
    }

    private static void check(Checked checked, Index index, Entry entry) {
        checked.releases++;
        fetch(checked, index, entry, entry.release());
        fetch(checked, index, entry, entry.manifest());
        entry.schema().ifPresent(schema -> fetch(checked, index, entry, schema));
        for (ListedVariant variant : entry.variants()) {
            fetch(checked, index, entry, variant.module());
            for (ListedStatement statement : variant.statements()) {
                fetch(checked, index, entry, statement.bundle());
            }
        }
    }

    private static void fetch(Checked checked, Index index, Entry entry, Blob blob) {
        checked.files++;
        attempt(checked, () -> index.fetch(entry, blob));
    }

    private static void attempt(Checked checked, Runnable reading) {
        try {
            reading.run();
        } catch (RegistryException e) {
            checked.problems.add(String.valueOf(e.getMessage()));
        }
    }
}
