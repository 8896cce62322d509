package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Inert;
import dev.assay.sandbox.compiled.CompileCache;
import dev.assay.sandbox.host.RecordedHost;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has modules compiled, each in a worker of its own, which is shut in like any other, has a time limit of its own, and ends when it is
 * done: it never runs a guest, and what one module might do to the compiler touches the code of no other. One at a time.
 */
final class Compiling implements AutoCloseable {
    /** A larger module stays interpreted. The largest known plugin, Go's, takes a third of this. */
    static final int LONGEST_MODULE = 16 << 20;

    static final Duration TIME = Duration.ofSeconds(60);

    private static final long HEAP_BYTES = 1L << 30;

    /** Raised where this room compiles the same module in another way. */
    private static final String OPTIONS = "2";

    private final Confinement.Demand confinement;
    private final Duration time;
    private @Nullable List<String> command;
    private volatile @Nullable WorkerProcess worker;
    private volatile boolean closed;

    /** Starts nothing yet. */
    Compiling(Confinement.Demand confinement) {
        this(confinement, TIME);
    }

    Compiling(Confinement.Demand confinement, Duration time) {
        this.confinement = confinement;
        this.time = time;
    }

    /** Whether there is a compiler beside this room's classes. */
    static boolean isInstalled() {
        return !Launcher.compiler().isEmpty();
    }

    /** Which compiler it is, and which runtime its code is for: every jar of both, by its content. */
    static String engine() {
        return OPTIONS + " " + EngineIdentity.ofCompiler().digest();
    }

    /**
     * What became of a module.
     *
     * @param note what a person may want to know of it; may be empty
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Made(byte[] code, String note) {}

    /**
     * Compiles a metered module.
     *
     * @throws IOException if there is no code; its message says why
     * @throws SandboxException if no worker can be started that is shut in as demanded
     */
    synchronized Made compile(byte[] metered) throws IOException, InterruptedException {
        try (WorkerProcess started = WorkerProcess.start(command(), CompileCache.LONGEST)) {
            worker = started;
            if (closed) {
                throw new IOException("the sandbox was closed");
            }
            started.greet(Attempt.TO_START);
            return compile(started, metered);
        } finally {
            worker = null;
        }
    }

    private Made compile(WorkerProcess started, byte[] metered) throws IOException, InterruptedException {
        Ending ending;
        try (Deadline deadline = Deadline.after(time, started)) {
            try {
                ending = new Conversation(
                                started, deadline, new Effective(List.of()), RecordedHost.NOTHING, new Recorder(0))
                        .hold(new Job.Compile(metered));
            } catch (IOException | RunOver e) {
                throw new IOException(deadline.passed() ? tooSlow() : death(started), e);
            }
            if (deadline.passed()) {
                throw new IOException(tooSlow());
            }
        }
        if (ending.kind() != Ending.Kind.ANSWERED) {
            throw new IOException("the compiler refuses it: " + Inert.line(ending.detail(), 300));
        }
        return new Made(ending.response(), Inert.line(ending.detail(), 300));
    }

    private String tooSlow() {
        return "the compiler was not done after " + time.toSeconds() + " s";
    }

    private static String death(WorkerProcess started) throws InterruptedException {
        return started.ranOutOfHeap()
                ? "the compiler ran out of memory, " + (HEAP_BYTES >> 20) + " MiB"
                : "the compiler's worker died: " + started.lastWords();
    }

    /** The worker that compiles proves that it is shut in, as the one that runs guests does. */
    private List<String> command() {
        if (command == null) {
            List<String> starts =
                    Launcher.command(confinement.kind(), Launcher.bubblewrap(), Launcher.Role.COMPILE, HEAP_BYTES);
            Trial.of(confinement, starts);
            command = starts;
        }
        return command;
    }

    /** Ends what is compiled now. Nothing is compiled any more. */
    @Override
    public void close() {
        closed = true;
        WorkerProcess busy = worker;
        if (busy != null) {
            busy.kill();
        }
    }
}
