package dev.assay.sandbox;

import dev.assay.sandbox.worker.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends a run by this process's clock: asks the worker to stop, and kills it if it has not within {@link #GRACE}. A worker that
 * neither reads nor writes cannot delay it. Closing it calls it off.
 */
final class Deadline implements AutoCloseable {
    /** Enough for an interpreted guest to notice and its worker to report; then it is killed. */
    static final Duration GRACE = Duration.ofMillis(30);

    private final Thread thread;
    private final long end;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNS);

    private enum State {
        RUNS,
        PASSED,
        CALLED_OFF
    }

    private Deadline(WorkerProcess worker, Duration time) {
        this.end = System.nanoTime() + time.toNanos();
        this.thread = Thread.ofVirtual().start(() -> await(worker, time));
    }

    static Deadline after(Duration time, WorkerProcess worker) {
        return new Deadline(worker, time);
    }

    boolean passed() {
        return state.get() == State.PASSED;
    }

    /** False if it has passed, and the worker was or will be told to stop; it never will be if this is true. */
    boolean callOff() {
        return state.compareAndSet(State.RUNS, State.CALLED_OFF);
    }

    /** What is left of the time; zero or less when it is over. */
    Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    private void await(WorkerProcess worker, Duration time) {
        try {
            Thread.sleep(time);
            if (!state.compareAndSet(State.RUNS, State.PASSED)) {
                return;
            }
            Thread.ofVirtual().start(() -> askToStop(worker)); // may block for as long as the worker lives
            Thread.sleep(GRACE);
            worker.kill();
        } catch (InterruptedException e) {
            // called off
        }
    }

    private static void askToStop(WorkerProcess worker) {
        try {
            worker.channel().write(Frame.of(Frame.Type.STOP));
        } catch (IOException e) {
            worker.kill();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
