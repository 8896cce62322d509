package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Inert;
import dev.assay.sandbox.host.RecordedHost;
import dev.assay.sandbox.worker.Conduct;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Job;
import dev.assay.sandbox.worker.Script;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.fuel.Meter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leads modules that nobody trusts through scripts, each in a worker process of its own that is shut in by bubblewrap or Landlock, and
 * proved it; where neither is to be had nothing is run. Nothing that the guest asks reaches this machine: the worker answers from the
 * script. Thread-safe, one rehearsal at a time.
 */
public final class Rehearsing {
    /** Enough for a guest's memory twice, and for reading 16 MB of module. */
    private static final long HEAP_BYTES = 1L << 30;

    static final Duration TIME = Duration.ofSeconds(30);

    private final List<Confined> commands;
    private final Duration time;
    private @Nullable List<String> proved;

    private record Confined(Confinement.Kind kind, List<String> command) {}

    /** Starts nothing yet. */
    public Rehearsing() {
        this(TIME);
    }

    Rehearsing(Duration time) {
        this.time = time;
        this.commands = new ArrayList<>();
        Launcher.bubblewrap()
                .map((Path bubblewrap) ->
                        new Confined(Confinement.Kind.BWRAP, Launcher.confined(bubblewrap, HEAP_BYTES)))
                .ifPresent(commands::add);
        commands.add(new Confined(Confinement.Kind.LANDLOCK, Launcher.landlocked(HEAP_BYTES)));
    }

    /** What came of a rehearsal. */
    public sealed interface Outcome {
        /** It was led to its end. */
        record Seen(Conduct conduct) implements Outcome {}

        /** It was not, and why: nothing follows for the module. */
        record Unseen(String reason) implements Outcome {}
    }

    /** Leads this module, which is not metered yet, through the script; the script's own module does not matter. */
    public synchronized Outcome lead(byte[] module, Script script) throws InterruptedException {
        byte[] metered;
        try {
            metered = Meter.instrument(module, new Meter.Limits(script.fuel(), MeteredModules.CALL_DEPTH));
        } catch (WasmException e) {
            return new Outcome.Unseen("it cannot be metered: " + Inert.line(String.valueOf(e.getMessage()), 300));
        }
        Optional<List<String>> command = command();
        if (command.isEmpty()) {
            return new Outcome.Unseen("no worker can be shut in on this machine, by bubblewrap or Landlock");
        }
        try (WorkerProcess worker = WorkerProcess.start(command.get(), Conduct.MOST_BYTES)) {
            worker.greet(Attempt.TO_START);
            return lead(worker, script.of(metered));
        } catch (IOException e) {
            return new Outcome.Unseen("no worker could be started: " + Inert.line(String.valueOf(e.getMessage()), 300));
        }
    }

    private Outcome lead(WorkerProcess worker, Script script) throws InterruptedException {
        try (Deadline deadline = Deadline.after(time, worker)) {
            try {
                Ending ending = new Conversation(
                                worker, deadline, new Effective(List.of()), RecordedHost.NOTHING, new Recorder(0))
                        .hold(new Job.Rehearse(script));
                if (deadline.passed()) {
                    return tooSlow();
                }
                return ending.kind() == Ending.Kind.ANSWERED
                        ? new Outcome.Seen(Conduct.read(ending.response()))
                        : new Outcome.Unseen("the engine does not run it: " + Inert.line(ending.detail(), 300));
            } catch (IOException | RunOver e) {
                return deadline.passed()
                        ? tooSlow()
                        : new Outcome.Unseen(
                                worker.ranOutOfHeap()
                                        ? "the worker ran out of memory, " + (HEAP_BYTES >> 20) + " MiB"
                                        : "the worker died: " + worker.lastWords());
            }
        }
    }

    private Outcome tooSlow() {
        return new Outcome.Unseen("it was not done after " + time.toSeconds() + " s");
    }

    /** The first that a worker proved to be shut in by. */
    private Optional<List<String>> command() {
        if (proved == null) {
            for (Confined confined : commands) {
                try {
                    Trial.of(Confinement.Demand.of(confined.kind()), confined.command());
                    proved = confined.command();
                    break;
                } catch (SandboxException e) {
                    // the next may
                }
            }
        }
        return Optional.ofNullable(proved);
    }
}
