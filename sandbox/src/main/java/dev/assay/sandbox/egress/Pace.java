package dev.assay.sandbox.egress;

import java.time.Duration;

/** How fast one run may send requests: so many at once, after that so many a second. Who is too fast waits. Thread-safe. */
public final class Pace {
    static final int AT_ONCE = 50;

    private static final long NANOS_EACH = Duration.ofMillis(20).toNanos();

    private long next = System.nanoTime() - AT_ONCE * NANOS_EACH;

    /** Returns when the next request may go. */
    public void await() throws InterruptedException {
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            next = Math.max(next, now - AT_ONCE * NANOS_EACH) + NANOS_EACH;
            wait = next - now;
        }
        if (wait > 0) {
            Thread.sleep(Duration.ofNanos(wait));
        }
    }
}
