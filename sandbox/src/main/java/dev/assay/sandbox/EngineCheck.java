package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Inert;
import dev.assay.sandbox.host.RecordedHost;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine whether it accepts a module, in a worker process with limited time and memory, because some modules make it
 * run out of either. Nothing of the module is run. The worker serves one check after another and is replaced when it dies; it is
 * confined where bubblewrap works, and an ordinary process where it does not. Thread-safe, one check at a time.
 */
public final class EngineCheck implements AutoCloseable {
    /** Enough for 30 MB of module; a larger one may remain undecided. */
    private static final long HEAP_BYTES = 1L << 30;

    static final Duration TIME = Duration.ofSeconds(30);

    private final List<List<String>> commands;
    private final Duration time;
    private @Nullable WorkerProcess worker;

    /** Starts nothing yet. */
    public EngineCheck() {
        this(
                Launcher.bubblewrap()
                        .map((Path bubblewrap) ->
                                List.of(Launcher.confined(bubblewrap, HEAP_BYTES), Launcher.unconfined(HEAP_BYTES)))
                        .orElseGet(() -> List.of(Launcher.unconfined(HEAP_BYTES))),
                TIME);
    }

    /** {@code commands}: each is tried if the one before it does not start a worker. */
    EngineCheck(List<List<String>> commands, Duration time) {
        this.commands = commands;
        this.time = time;
    }

    public synchronized Opinion check(byte[] module) throws InterruptedException {
        Optional<WorkerProcess> ready = worker();
        return ready.isPresent() ? check(ready.get(), module) : new Opinion.Undecided("no worker could be started");
    }

    private Opinion check(WorkerProcess ready, byte[] module) throws InterruptedException {
        try (Deadline deadline = Deadline.after(time, ready)) {
            try {
                Ending ending = new Conversation(
                                ready, deadline, new Effective(List.of()), RecordedHost.NOTHING, new Recorder(0))
                        .hold(new Job.Check(module));
                if (!deadline.passed()) {
                    return opinion(ending);
                }
                close();
                return tooSlow();
            } catch (IOException | RunOver e) {
                Opinion undecided = deadline.passed()
                        ? tooSlow()
                        : new Opinion.Undecided(
                                ready.ranOutOfHeap()
                                        ? "the engine ran out of memory, " + (HEAP_BYTES >> 20) + " MiB"
                                        : "the engine's worker died: " + ready.lastWords());
                close();
                return undecided;
            }
        }
    }

    private Opinion tooSlow() {
        return new Opinion.Undecided("the engine was not done after " + time.toSeconds() + " s");
    }

    private static Opinion opinion(Ending ending) {
        return switch (ending.kind()) {
            case ANSWERED -> new Opinion.Agrees();
            case REFUSED -> new Opinion.Disagrees(Inert.line(ending.detail(), 500));
            default -> new Opinion.Undecided("the engine's worker answered " + ending.kind());
        };
    }

    private Optional<WorkerProcess> worker() throws InterruptedException {
        if (worker != null) {
            return Optional.of(worker);
        }
        for (List<String> command : commands) {
            Optional<WorkerProcess> started = start(command);
            if (started.isPresent()) {
                worker = started.get();
                return started;
            }
        }
        return Optional.empty();
    }

    private static Optional<WorkerProcess> start(List<String> command) throws InterruptedException {
        try {
            WorkerProcess started = WorkerProcess.start(command, Ending.LONGEST_DETAIL * 8);
            try {
                started.greet(Attempt.TO_START);
                return Optional.of(started);
            } catch (IOException e) {
                started.close();
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Ends the worker. A later check starts another. */
    @Override
    public synchronized void close() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
    }
}
