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
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Leads modules that nobody trusts through scripts, each in a worker process of its own that is shut in by bubblewrap or Landlock, and
 * proved it; where neither is to be had nothing is run. Nothing that the guest asks reaches this machine: the worker answers from the
 * script. Thread-safe; two rehearsals go on at a time.
 */
public final class Rehearsing {
    /** Enough for a guest's memory twice, and for reading 16 MB of module. */
    private static final long HEAP_BYTES = 1L << 30;

    static final Duration TIME = Duration.ofSeconds(30);

    private final Duration time;
    private final Semaphore room = new Semaphore(2);
    private @Nullable Confined proved;
    private @Nullable Compiling compiling; // between modules it is nothing but a command

    private record Confined(Confinement.Kind kind, List<String> command) {}

    /** Starts nothing yet. */
    public Rehearsing() {
        this(TIME);
    }

    Rehearsing(Duration time) {
        this.time = time;
    }

    /** What came of a rehearsal. */
    public sealed interface Outcome {
        /** It was led to its end: how it behaved in each script. */
        record Seen(List<Conduct> conducts) implements Outcome {
            public Seen {
                conducts = List.copyOf(conducts);
            }
        }

        /** It was not, and why: nothing follows for the module. */
        record Unseen(String reason) implements Outcome {}

        /** There is no code of it to run: it is always interpreted here. */
        record Uncompiled(String reason) implements Outcome {}
    }

    /**
     * Leads this module, which is not metered yet, through the scripts, interpreted and watched. Each of them has the fuel of the first.
     */
    public Outcome lead(byte[] module, List<Script> scripts) throws InterruptedException {
        return lead(module, scripts, false);
    }

    /** The same compiled. Nobody counts operators then. */
    public Outcome leadCompiled(byte[] module, List<Script> scripts) throws InterruptedException {
        return lead(module, scripts, true);
    }

    private Outcome lead(byte[] module, List<Script> scripts, boolean compiled) throws InterruptedException {
        byte[] metered;
        try {
            metered =
                    Meter.instrument(module, new Meter.Limits(scripts.getFirst().fuel(), MeteredModules.CALL_DEPTH));
        } catch (WasmException e) {
            return new Outcome.Unseen("it cannot be metered: " + Inert.line(String.valueOf(e.getMessage()), 300));
        }
        Optional<Confined> confined = confined();
        if (confined.isEmpty()) {
            return new Outcome.Unseen("no worker can be shut in on this machine, by bubblewrap or Landlock");
        }
        room.acquire();
        try {
            if (!compiled) {
                return lead(confined.get(), new Job.Rehearse(metered, new byte[0], scripts));
            }
            byte[] code;
            try {
                code = compile(confined.get(), metered);
            } catch (IOException e) {
                return new Outcome.Uncompiled(Inert.line(String.valueOf(e.getMessage()), 300));
            }
            return lead(confined.get(), new Job.Rehearse(new byte[0], code, scripts));
        } catch (IOException | SandboxException e) {
            return new Outcome.Unseen(Inert.line(String.valueOf(e.getMessage()), 300));
        } finally {
            room.release();
        }
    }

    private byte[] compile(Confined confined, byte[] metered) throws IOException, InterruptedException {
        if (!Compiling.isInstalled()) {
            throw new IOException("the engine's compiler is not installed");
        }
        if (metered.length > Compiling.LONGEST_MODULE) {
            throw new IOException("it is too long to be compiled");
        }
        return compiling(confined).compile(metered).code();
    }

    private synchronized Compiling compiling(Confined confined) {
        if (compiling == null) {
            compiling = new Compiling(Confinement.Demand.of(confined.kind()));
        }
        return compiling;
    }

    private Outcome lead(Confined confined, Job.Rehearse job) throws IOException, InterruptedException {
        try (WorkerProcess worker = WorkerProcess.start(
                confined.command(), Conduct.MOST_BYTES * job.scripts().size())) {
            worker.greet(Attempt.TO_START);
            return lead(worker, job);
        }
    }

    private Outcome lead(WorkerProcess worker, Job.Rehearse job) throws InterruptedException {
        try (Deadline deadline = Deadline.after(time, worker)) {
            try {
                Ending ending = new Conversation(
                                worker, deadline, new Effective(List.of()), RecordedHost.NOTHING, new Recorder(0))
                        .hold(job);
                if (deadline.passed()) {
                    return tooSlow();
                }
                return ending.kind() == Ending.Kind.ANSWERED
                        ? new Outcome.Seen(
                                Conduct.read(ending.response(), job.scripts().size()))
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
    private synchronized Optional<Confined> confined() {
        if (proved == null) {
            for (Confined confined : commands()) {
                try {
                    Trial.of(Confinement.Demand.of(confined.kind()), confined.command());
                    proved = confined;
                    break;
                } catch (SandboxException e) {
                    // the next may
                }
            }
        }
        return Optional.ofNullable(proved);
    }

    /** Made when the first is needed: what is bound into them is looked for in all of the JDK's folder. */
    private static List<Confined> commands() {
        List<Confined> commands = new ArrayList<>();
        Launcher.bubblewrap()
                .map((Path bubblewrap) ->
                        new Confined(Confinement.Kind.BWRAP, Launcher.confined(bubblewrap, HEAP_BYTES)))
                .ifPresent(commands::add);
        commands.add(new Confined(Confinement.Kind.LANDLOCK, Launcher.landlocked(HEAP_BYTES)));
        return commands;
    }
}
