package dev.assay.cli.run;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.cli.LimitOptions;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.model.Request;
import dev.assay.model.Response;
import dev.assay.sandbox.Assessment;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Operation;
import dev.assay.sandbox.PluginTests;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Runs one assessment on this machine and shows what the plugin did. */
@Command(
        name = "run",
        description = {
            "Run one assessment on this machine, in the sandbox, and show what it asked of its host.",
            "The limits are those that a runtime gives it, and it may touch what both its manifest and the host file name. The",
            "response goes to standard output, the rest to standard error.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay build plugins/ssh-hardening && assay run plugins/ssh-hardening",
            "  assay run plugins/ssh-hardening --config config.json --profile fuel.html",
            "  assay run plugins/ssh-hardening --record plugins/ssh-hardening/tests/this-machine.json",
            "  assay run assay/ssh-hardening@^1 --registry registry --trust trust.yaml --json",
            "",
            "Exit status: 0 it answered, 1 it failed or was stopped, 20 it was refused or asked for what it may not have.",
        })
public final class RunCommand implements Callable<Integer> {
    private static final UUID NOBODY = new UUID(0, 0);

    private final Console console;

    @Parameters(
            paramLabel = "DIR|FILE|REF",
            description = "A plugin's folder or a built release; a .wasm file; or owner/name@range.")
    private String subject = "";

    @Option(names = "--operation", paramLabel = "NAME", description = "describe, select or assess (default: assess).")
    private Operation operation = Operation.ASSESS;

    @Option(
            names = "--request",
            paramLabel = "FILE",
            description = "The request, passed as it is (default: one with the configuration).")
    private @Nullable Path request;

    @Option(names = "--config", paramLabel = "FILE", description = "The plugin's configuration (default: {}).")
    private @Nullable Path config;

    @Option(names = "--manifest", paramLabel = "FILE", description = "For a .wasm file (default: beside it).")
    private @Nullable Path manifest;

    @Option(names = "--variant", paramLabel = "NAME", description = "Which variant (default: the first).")
    private @Nullable String variant;

    @Option(
            names = "--host",
            paramLabel = "FILE",
            description = "The host file: what this machine lets plugins do (default: that of an ordinary Linux host).")
    private @Nullable Path host;

    @Option(
            names = "--registry",
            paramLabel = "REGISTRY",
            description = "For owner/name@range: a directory or address.")
    private @Nullable String registry;

    @Option(names = "--trust", paramLabel = "FILE", description = "For owner/name@range: the trust policy.")
    private @Nullable Path trust;

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Option(names = "--trace", description = "Show requests and answers of host calls too.")
    private boolean trace;

    @Option(names = "--profile", paramLabel = "FILE", description = "Write where the fuel went, an HTML page.")
    private @Nullable Path profile;

    @Option(names = "--record", paramLabel = "FILE", description = "Write the run as a test for 'assay test'.")
    private @Nullable Path record;

    @Option(names = "--json", description = "Print response, calls, log and what was used as one JSON object.")
    private boolean json;

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (record != null && operation != Operation.ASSESS) {
            throw new CommandException("only an assessment can be recorded as a test. Leave --operation out");
        }
        Loaded loaded;
        try {
            loaded = load();
        } catch (RefusedException e) {
            console.err().println("assay: refused: " + e.getMessage());
            return ExitStatus.REFUSED.code();
        }
        try (Sandbox sandbox = Sandbox.open(hostFile(), List.of())) {
            return run(loaded, sandbox).code();
        }
    }

    private Loaded load() {
        Path path = Path.of(subject);
        if (Files.isDirectory(path)) {
            return Loaded.ofFolder(path, Optional.ofNullable(variant));
        }
        if (Files.exists(path) || subject.endsWith(".wasm")) {
            return Loaded.ofFile(path, Optional.ofNullable(manifest));
        }
        if (registry == null || trust == null) {
            throw new CommandException(Inert.quote(subject) + " is no file and no folder. For a plugin of a registry"
                    + " give --registry and --trust");
        }
        return Loaded.ofReference(subject, registry, trust, Optional.ofNullable(variant), console);
    }

    private HostFile hostFile() {
        return host == null
                ? HostFile.read(HostFile.sample(), HostFile.FILE)
                : HostFile.read(Inputs.read(host, "host file", 1 << 20), host.toString());
    }

    private ExitStatus run(Loaded loaded, Sandbox sandbox) throws InterruptedException {
        Limits own = loaded.manifest().limits();
        Limits allowed = limits.limits().map(own::least).orElse(own).least(sandbox.limits());
        Assessment assessment = new Assessment(
                loaded.module(),
                loaded.manifest(),
                loaded.manifest().capabilities(),
                allowed,
                operation,
                operation == Operation.DESCRIBE ? new byte[0] : request(loaded, allowed));
        console.note(loaded.describe() + ", " + operation.id() + ", workers confined by " + sandbox.confinement());
        Trace shown = new Trace(console.err(), trace, profile != null);
        Run run = sandbox.run(assessment, shown);
        tell(run, allowed);
        write(loaded, assessment, run, shown);
        print(run);
        return status(run);
    }

    private byte[] request(Loaded loaded, Limits allowed) {
        if (request != null) {
            return Inputs.read(request, "request", 16 << 20);
        }
        JsonNode given = config == null ? Json.object() : Inputs.json(config, "configuration");
        return Request.of(
                        NOBODY,
                        NOBODY,
                        Instant.now().plus(allowed.time()),
                        loaded.manifest().name(),
                        loaded.manifest().version(),
                        Digest.of(loaded.module()),
                        given)
                .toJson()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private void tell(Run run, Limits allowed) {
        console.err()
                .printf(
                        Locale.ROOT,
                        "%s after %.0f ms: %,d of %,d fuel, %.1f of %.1f MiB memory, %d host calls%n",
                        run.outcome().id(),
                        run.duration().toNanos() / 1e6,
                        run.fuel(),
                        allowed.fuel(),
                        run.peakMemoryBytes() / 1048576.0,
                        allowed.memoryBytes() / 1048576.0,
                        run.hostCalls().size());
        if (!run.detail().isEmpty()) {
            console.err().println("assay: " + run.outcome().id() + ": " + run.detail());
        }
        if (run.outcome() == Outcome.DENIED) {
            console.err()
                    .println("A capability must be named in the plugin's manifest and in the ceiling of the host file"
                            + (host == null ? " (give one with --host)" : ""));
        }
    }

    private void write(Loaded loaded, Assessment assessment, Run run, Trace shown) {
        if (profile != null) {
            Path file = profile;
            shown.profile()
                    .ifPresentOrElse(
                            told -> {
                                Inputs.write(file, FlameGraph.html(loaded, run, told));
                                console.note("profile: " + Inert.line(file.toString()));
                            },
                            () -> console.note("no profile: the run ended before the worker could tell"));
        }
        if (record != null && run.outcome() == Outcome.COMPLETED) {
            Inputs.write(record, PluginTests.recorded(assessment, run));
            console.note("test: " + Inert.line(record.toString()));
        } else if (record != null) {
            console.note("no test: the run did not complete");
        }
    }

    private void print(Run run) {
        if (json) {
            console.out().print(Inert.json(Json.pretty(RunJson.of(run))));
        } else if (run.outcome() == Outcome.COMPLETED) {
            console.out().print(Inert.json(Json.pretty(Json.read(run.response(), run.response().length))));
        }
    }

    private ExitStatus status(Run run) {
        return switch (run.outcome()) {
            case COMPLETED -> failed(run) ? ExitStatus.FAILED : ExitStatus.DONE;
            case DENIED, REFUSED -> ExitStatus.REFUSED;
            default -> ExitStatus.FAILED;
        };
    }

    private boolean failed(Run run) {
        return operation == Operation.ASSESS
                && Response.read(run.response(), run.response().length).status() == Response.Status.FAILURE;
    }
}
