package dev.assay.sandbox;

import dev.assay.sandbox.worker.Frame;
import java.io.IOException;
import java.time.Duration;

/**
 * Ends a run by this process's clock: asks the worker to stop, and kills it if it has not within {@link #GRACE}. A worker that
 * neither reads nor writes cannot delay it. Closing it calls it off.
 */
final class Deadline implements AutoCloseable {
    /** Enough for an interpreted guest to notice and its worker to report; then it is killed. */
    static final Duration GRACE = Duration.ofMillis(30);

    private final Thread thread;
    private final long end;
    private volatile boolean passed;

    private Deadline(WorkerProcess worker, Duration time) {
        this.end = System.nanoTime() + time.toNanos();
        this.thread = Thread.ofVirtual().start(() -> await(worker, time));
    }

    static Deadline after(Duration time, WorkerProcess worker) {
        return new Deadline(worker, time);
    }

    boolean passed() {
        return passed;
    }

    /** What is left of the time; zero or less when it is over. */
    Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    private void await(WorkerProcess worker, Duration time) {
        try {
            Thread.sleep(time);
            passed = true;
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
