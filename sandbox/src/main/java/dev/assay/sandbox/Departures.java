package dev.assay.sandbox;

/**
 * Workers that are no longer wanted. They are killed at once; that they are gone is waited for aside, since it takes longer than a small
 * plugin runs. Of those that are on their way out there are few: beyond that whoever sends one away waits. Thread-safe.
 */
final class Departures implements AutoCloseable {
    private static final int MOST = Runtime.getRuntime().availableProcessors();

    private int leaving;
    private boolean closed;

    void dismiss(WorkerProcess worker) {
        worker.kill();
        synchronized (this) {
            if (!closed && leaving < MOST) {
                leaving++;
                Thread.ofVirtual().start(() -> {
                    try {
                        worker.close();
                    } finally {
                        gone();
                    }
                });
                return;
            }
        }
        worker.close();
    }

    private synchronized void gone() {
        leaving--;
        notifyAll();
    }

    /** Waits until all are gone; later ones are waited for by whoever sends them. */
    @Override
    public synchronized void close() {
        closed = true;
        boolean interrupted = false;
        while (leaving > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // they are killed: this ends soon, and must be seen to
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
