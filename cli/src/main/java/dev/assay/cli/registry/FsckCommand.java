package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.model.Json;
import dev.assay.registry.Publisher;
import dev.assay.registry.Source;
import dev.assay.registry.upkeep.Check;
import dev.assay.registry.upkeep.Problem;
import dev.assay.registry.upkeep.Report;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.tuf.Anchor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves that a registry's directory is whole. */
@Command(
        name = "fsck",
        description = {
            "Prove that a registry's directory is whole. It takes no key.",
            "Its index verifies, everything that it reaches is there with its bytes, the layouts for other tools say the",
            "same, and nothing else is in it.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status 1: there are problems left. What earlier states left behind is none: 'assay registry gc' removes it.",
            "",
            "Example:",
            "  assay registry fsck registry --trust trust.yaml",
            "  assay registry fsck registry --trust trust.yaml --repair --from https://plugins.acme.example",
        })
final class FsckCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 50;

    private final Console console;

    @Parameters(index = "0", paramLabel = "DIRECTORY", description = "The registry's directory.")
    private Path directory = Path.of("");

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Option(
            names = "--repair",
            description = "Mend what follows from the signed index, and remove what a writer that was cut off left.")
    private boolean repair;

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description =
                    "With --repair: another copy of the registry, from which content is fetched that is lost here.")
    private @Nullable String from;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    FsckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (from != null && !repair) {
            throw new CommandException("--from is where a repair fetches from. Give --repair too");
        }
        Report report = check();
        if (json) {
            console.out().print(Json.pretty(report.toJson()));
        } else {
            print(report);
        }
        return (report.left() == 0 ? ExitStatus.DONE : ExitStatus.FAILED).code();
    }

    private Report check() {
        Anchor anchor = Publisher.anchor(TrustPolicy.read(trust));
        try (ProgressLine line = new ProgressLine(console)) {
            return repair
                    ? Check.mend(
                            directory,
                            anchor,
                            Optional.ofNullable(from).map(Source::of),
                            Clock.systemUTC(),
                            line::plugins)
                    : Check.look(directory, anchor, Clock.systemUTC(), line::plugins);
        }
    }

    private void print(Report report) {
        report.problems().stream().limit(MOST_SHOWN).map(Problem::toString).forEach(console.err()::println);
        if (report.all() > MOST_SHOWN) {
            console.err().println("and " + (report.all() - MOST_SHOWN) + " more; --json tells the first 1000");
        }
        report.index().ifPresent(state -> {
            console.out()
                    .println("Index " + state.number() + ", signed " + state.issued() + ", "
                            + (state.expired() ? "EXPIRED " : "in force until ") + state.expires() + ": "
                            + state.plugins()
                            + (state.plugins() < state.listed() ? " of " + state.listed() : "") + " plugins, "
                            + state.releases() + " releases, "
                            + report.files().files() + " files, "
                            + report.files().bytes() + " bytes.");
            if (report.leftovers().files() > 0) {
                console.out()
                        .println("Earlier states left " + report.leftovers().files() + " files, "
                                + report.leftovers().bytes() + " bytes.");
            }
        });
        long mended = report.all() - report.left();
        console.out()
                .println(
                        report.all() == 0
                                ? "No problem."
                                : report.left() + " problems left" + (mended > 0 ? ", " + mended + " mended." : "."));
    }
}
