package dev.assay.sandbox.egress;

import java.time.Duration;

/** When something must be over, on the clock that only goes forward. */
public record TimeLeft(long endNanos) {
    public static TimeLeft of(Duration duration) {
        return new TimeLeft(System.nanoTime() + duration.toNanos());
    }

    /** In milliseconds, at least one. */
    public int millis() {
        return Math.clamp((endNanos - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    public boolean isOver() {
        return System.nanoTime() - endNanos >= 0;
    }
}
