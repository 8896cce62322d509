package dev.assay.cli;

import dev.assay.cli.sigstore.SigstoreCommand;
import dev.assay.cli.tuf.TufCommand;
import dev.assay.cli.wasm.SuiteArchive;
import dev.assay.cli.wasm.SuiteFigures;
import dev.assay.cli.wasm.SuiteFigures.Fault;
import dev.assay.cli.wasm.SuiteFigures.Tally;
import dev.assay.model.Inert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs public conformance suites, or is what they test. */
@Command(
        name = "conformance",
        description = "Run a public conformance suite, or be the client that it tests.",
        mixinStandardHelpOptions = true,
        subcommands = {ConformanceCommand.Wasm.class, SigstoreCommand.class, TufCommand.class},
        synopsisSubcommandLabel = "SUITE",
        footer = {"", "Example:", "  assay conformance wasm testsuite.zip"})
final class ConformanceCommand extends Group {
    /** The official WebAssembly test suite. */
    @Command(
            name = "wasm",
            description = "Judge every module of the official WebAssembly test suite: each has to be accepted, or"
                    + " refused for the reason the suite gives.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "ZIP holds what 'wasm-tools json-from-wast' makes: a folder a script, with script.json and modules.",
                "Exit status: 0 all are judged as the suite says, 1 otherwise.",
                "",
                "Example:",
                "  assay conformance wasm testsuite.zip"
            })
    static final class Wasm implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "ZIP", description = "The converted suite.")
        private Path zip = Path.of("");

        private final Map<String, Tally> sums = new TreeMap<>();
        private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);

        Wasm(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            try (SuiteArchive suite = new SuiteArchive(zip)) {
                suite.judge(this::show);
            } catch (IOException e) {
                throw new CommandException(
                        "test suite " + Inert.quote(zip.toString()) + ": " + Explain.message(e)
                                + ". Give the suite as 'wasm-tools json-from-wast' converts it",
                        e);
            }
            console.out().println("all: " + text(sums) + "; " + summary());
            return (faults.isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED).code();
        }

        private void show(SuiteFigures figures) {
            String name = Inert.line(figures.group().name(), 200);
            if (figures.group().isLeftOut()) {
                console.out().println(name + ": left out");
                return;
            }
            console.out().println(name + ": " + text(figures.kinds()));
            figures.failures()
                    .forEach(failure -> console.out()
                            .println("  line " + failure.line() + ": " + failure.kind() + " " + failure.what()));
            figures.failures().forEach(failure -> faults.merge(failure.fault(), 1, Integer::sum));
            figures.kinds().forEach((kind, tally) -> sums.merge(kind, tally, Tally::plus));
        }

        private String summary() {
            return Arrays.stream(Fault.values())
                    .map(fault -> faults.getOrDefault(fault, 0) + " "
                            + switch (fault) {
                                case ACCEPTED -> "wrongly accepted";
                                case REFUSED -> "wrongly refused";
                                case MISMATCHED -> "reasons mismatched";
                                case UNMAPPED -> "reasons unmapped";
                            })
                    .collect(Collectors.joining(", "));
        }

        private static String text(Map<String, Tally> kinds) {
            return kinds.isEmpty()
                    ? "no binary module"
                    : kinds.entrySet().stream()
                            .map(kind -> Inert.line(kind.getKey(), 40) + " " + kind.getValue())
                            .collect(Collectors.joining(", "));
        }
    }
}
