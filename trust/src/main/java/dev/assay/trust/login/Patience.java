package dev.assay.trust.login;

import java.time.Duration;

/**
 * How long a service is waited for.
 *
 * @param answer from a request to the last byte of its answer
 * @param attempts how often a service is asked that is overloaded or broken
 * @param pause before the second attempt; each further pause is twice as long
 */
record Patience(Duration answer, int attempts, Duration pause) {
    static final Patience STANDARD = new Patience(Duration.ofSeconds(30), 4, Duration.ofSeconds(1));

    private static final int MOST_PAUSES = 10;

    /**
     * Before the attempt after this one, counted from 1.
     *
     * @param wanted seconds that the service asked for, or 0: followed up to ten times the first pause
     */
    Duration after(int attempt, long wanted) {
        Duration own = pause.multipliedBy(1L << (attempt - 1));
        Duration most = pause.multipliedBy(MOST_PAUSES);
        Duration theirs = Duration.ofSeconds(wanted);
        return theirs.compareTo(own) <= 0 ? own : theirs.compareTo(most) <= 0 ? theirs : most;
    }
}
