package dev.assay.cli;

import dev.assay.cli.registry.ProgressLine;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.LimitsReader;
import dev.assay.model.ModelException;
import dev.assay.model.Version;
import dev.assay.model.fleet.PluginStatus;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.registry.http.Watcher;
import dev.assay.runtime.AssessmentRuntime;
import dev.assay.runtime.Settings;
import dev.assay.sandbox.HostFile;
import dev.assay.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs the Assessment Runtime. */
@Command(
        name = "runtime",
        description = "Run the Assessment Runtime: fetch what is required, verify it, run it in a sandbox, report.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RuntimeCommand.Enrol.class,
            RuntimeCommand.Once.class,
            RuntimeCommand.Run.class,
            RuntimeCommand.Status.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  assay runtime enrol --data web-1 --token-file web-1.token --registry registry --trust trust.yaml",
            "  assay runtime once --data web-1",
        })
final class RuntimeCommand extends Group {
    /** Makes a runtime known to its Configuration Service. */
    @Command(
            name = "enrol",
            description = "Make a runtime known to its Configuration Service, with a token from 'assay fleet token'.",
            mixinStandardHelpOptions = true)
    static final class Enrol implements Callable<Integer> {
        private final Console console;

        @Option(names = "--data", paramLabel = "DIR", required = true, description = "The runtime's own directory.")
        private Path data = Path.of("");

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                required = true,
                description = "The token, on the first line.")
        private Path token = Path.of("");

        @Option(
                names = "--registry",
                paramLabel = "REGISTRY",
                required = true,
                description = "A directory, or an https or oci address.")
        private String registry = "";

        @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The runtime's trust policy.")
        private Path trust = Path.of("");

        @Option(
                names = "--host",
                paramLabel = "FILE",
                description = "What this host lets plugins do (default: DIR/host.yaml, made from a sample).")
        private @Nullable Path host;

        @Option(
                names = "--grace",
                paramLabel = "HOURS",
                description =
                        "While the registry gives no newer index, for how many hours the last one counts beyond its"
                                + " expiry, 0 to 720 (default: 0). A revocation may reach this runtime that much later.")
        private int grace;

        @Option(
                names = "--cache",
                paramLabel = "SIZE",
                description = "How much of what was fetched is kept beside what the plugins here need, at least 16MiB"
                        + " (default: 1GiB). It can be changed in DIR/settings.json.")
        private String cache = "1GiB";

        Enrol(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            TrustPolicy.read(trust);
            if (grace < 0 || grace > Settings.LONGEST_GRACE.toHours()) {
                throw new CommandException("--grace " + grace + " is out of range. Give 0 to "
                        + Settings.LONGEST_GRACE.toHours() + " hours");
            }
            long kept = cacheBytes();
            char[] secret = Inputs.secret(token, "token file");
            Path sample = Files.createTempFile("assay-host-", ".yaml");
            try {
                Files.write(sample, HostFile.sample());
                String name = AssessmentRuntime.enrol(
                        data,
                        new String(secret),
                        host == null ? sample : host,
                        Version.parse(Assay.VERSION),
                        Clock.systemUTC());
                Path own = data.resolve(HostFile.FILE);
                if (host == null) {
                    Inputs.write(own, HostFile.sample());
                }
                new RuntimeSettings(registry, trust, host == null ? own : host, Duration.ofHours(grace), kept)
                        .write(data);
                console.out()
                        .println("Enrolled " + name + ". What plugins may do here is in " + (host == null ? own : host)
                                + ".");
            } finally {
                Arrays.fill(secret, '\0');
                Files.deleteIfExists(sample);
            }
            return ExitStatus.DONE.code();
        }

        private long cacheBytes() {
            try {
                long bytes = LimitsReader.size(cache);
                if (bytes >= Settings.SMALLEST_CACHE) {
                    return bytes;
                }
            } catch (ModelException e) {
                throw new CommandException("--cache: " + e.getMessage(), e);
            }
            throw new CommandException(
                    "--cache " + cache + " is too small. Give at least " + (Settings.SMALLEST_CACHE >> 20) + "MiB");
        }
    }

    /** One round. */
    @Command(
            name = "once",
            description = {
                "One round: sync, verify, run every plugin once, deliver. Exit status 20 if a plugin is refused or stopped.",
            },
            mixinStandardHelpOptions = true)
    static final class Once implements Callable<Integer> {
        private final Console console;

        @Option(names = "--data", paramLabel = "DIR", required = true, description = "The runtime's own directory.")
        private Path data = Path.of("");

        @Option(names = "--json", description = "Print status and results as JSON.")
        private boolean json;

        Once(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws InterruptedException {
            try (ProgressLine line = new ProgressLine(console);
                    AssessmentRuntime runtime =
                            RuntimeSettings.read(data).open(data, json ? Watcher.NONE : line.fetching())) {
                AssessmentRuntime.Round round = runtime.once();
                if (json) {
                    ObjectNode out = Json.object();
                    out.set("status", round.status().toJson());
                    ArrayNode results = out.putArray("results");
                    round.results().forEach(result -> results.add(result.toJson()));
                    console.out().print(Json.pretty(out));
                } else {
                    print(console, round.status());
                    round.results().forEach(result -> print(console, result));
                }
                return status(round.status()).code();
            }
        }
    }

    /** Goes on. */
    @Command(
            name = "run",
            description = "Go on by each plugin's interval until stopped.",
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        private final Console console;

        @Option(names = "--data", paramLabel = "DIR", required = true, description = "The runtime's own directory.")
        private Path data = Path.of("");

        Run(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            try (ProgressLine line = new ProgressLine(console);
                    AssessmentRuntime runtime = RuntimeSettings.read(data).open(data, line.fetching())) {
                Stop.onSignal(end, ended);
                console.out().println("Runtime " + runtime.id() + " runs. Stop it with Ctrl-C.");
                runtime.run(end);
            } catch (InterruptedException e) {
                // Asked to stop by the program it runs in.
                Thread.currentThread().interrupt();
            } finally {
                ended.countDown();
            }
            return ExitStatus.DONE.code();
        }
    }

    /** How it stands. */
    @Command(
            name = "status",
            description = "Show how the runtime stood when it last wrote that down; also while it runs.",
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        private final Console console;

        @Option(names = "--data", paramLabel = "DIR", required = true, description = "The runtime's own directory.")
        private Path data = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Status(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            RuntimeSettings.read(data);
            RuntimeStatus status = AssessmentRuntime.lastStatus(data)
                    .orElseThrow(() -> new CommandException("the runtime in " + Inert.quote(data.toString())
                            + " has not made a round yet. Make one: assay runtime once --data "
                            + Inert.line(data.toString())));
            if (json) {
                console.out().print(Json.pretty(status.toJson()));
            } else {
                print(console, status);
            }
            return status(status).code();
        }
    }

    private static ExitStatus status(RuntimeStatus status) {
        boolean refused = status.plugins().stream()
                .anyMatch(plugin ->
                        plugin.state() == PluginStatus.State.REFUSED || plugin.state() == PluginStatus.State.STOPPED);
        return refused ? ExitStatus.REFUSED : ExitStatus.DONE;
    }

    private static void print(Console console, RuntimeStatus status) {
        console.out()
                .println("Runtime " + status.runtimeId() + ", revision " + status.revision() + " from "
                        + status.source().id() + ", workers " + Inert.line(status.confinement()));
        status.problems().forEach(problem -> console.out().println("  ! " + Inert.line(problem)));
        status.receipts()
                .ifPresent(chain -> console.out()
                        .println("  receipts: the newest " + chain.head() + ", " + chain.kept() + " kept"
                                + chain.dropped()
                                        .map(link -> ", up to " + link.sequence() + " dropped")
                                        .orElse("")));
        for (PluginStatus plugin : status.plugins()) {
            console.out()
                    .println("  " + plugin.plugin() + " " + plugin.version() + "  "
                            + plugin.state().id());
            plugin.reasons().forEach(reason -> console.out().println("    " + Inert.line(reason.toString())));
        }
    }

    private static void print(Console console, Result result) {
        console.out()
                .println("  " + result.plugin() + " " + result.version() + "  "
                        + result.outcome().id() + " in "
                        + result.duration().toMillis() + " ms, "
                        + result.fuel() + " fuel, "
                        + result.response().map(r -> r.path("findings").size()).orElse(0) + " findings"
                        + (result.detail().isEmpty() ? "" : ": " + Inert.line(result.detail(), 300)));
    }
}
