package dev.assay.registry.http;

import java.time.Duration;

/**
 * How long a server is waited for, and how often it is asked again.
 *
 * @param answer for one small answer with all attempts, beside what sending takes at the slowest rate
 * @param stall for one attempt to get a small answer; of content, without a single byte
 * @param total for one content with all attempts, beside what it takes at the slowest rate
 * @param slowest bytes of content a second that are worth waiting for
 * @param attempts in a row that bring nothing
 * @param pause before the second attempt; each further one is twice as long
 */
public record Patience(Duration answer, Duration stall, Duration total, int slowest, int attempts, Duration pause) {
    public static final Patience USUAL = new Patience(
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            64 << 10,
            5,
            Duration.ofMillis(500));

    /** For one content of this size with all attempts. */
    Duration forContent(long size) {
        return total.plusSeconds(size / slowest);
    }

    /** Before the attempt after this many that brought nothing, from 1 on. */
    Duration beforeNext(int failed) {
        return pause.multipliedBy(1L << Math.min(failed - 1, 6));
    }
}
