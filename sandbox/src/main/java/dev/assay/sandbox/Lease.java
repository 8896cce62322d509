package dev.assay.sandbox;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is one run's alone. Closing it ends the worker, unless it may serve a further run; one whose run ended well is killed
 * then, and its end is seen to while its run's answer is on its way. For one thread.
 */
final class Lease implements AutoCloseable {
    private final WorkerProcess worker;
    private final @Nullable Use use;
    private final int runs;
    private final long born;
    private final Workers workers;
    private boolean again;

    private Lease(WorkerProcess worker, @Nullable Use use, int runs, long born, Workers workers) {
        this.worker = worker;
        this.use = use;
        this.runs = runs;
        this.born = born;
        this.workers = workers;
    }

    /** Of one that has read nothing yet; {@code use} is what it will be given, if it may be kept for more of that. */
    static Lease fresh(WorkerProcess worker, Optional<Use> use, Workers workers) {
        return new Lease(worker, use.orElse(null), -1, System.nanoTime(), workers);
    }

    static Lease of(Kept.Held held, Workers workers) {
        return new Lease(held.worker(), held.use(), held.runs(), held.born(), workers);
    }

    WorkerProcess worker() {
        return worker;
    }

    /** Whether it has read the module already. */
    boolean isLoaded() {
        return runs >= 0;
    }

    /** The run ended well, in time, and nothing more is to come from the worker. */
    void servedWell() {
        again = true;
    }

    @Override
    public void close() {
        if (again && use != null) {
            workers.giveBack(new Kept.Held(worker, use, Math.max(0, runs) + 1, born));
        } else if (again) {
            workers.dismiss(worker);
        } else {
            worker.close();
        }
    }
}
