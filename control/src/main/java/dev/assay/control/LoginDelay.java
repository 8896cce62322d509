package dev.assay.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * How long the answer to a wrong login is held back: after five of one name or of one address within a minute, longer with
 * each, at most two seconds. A right password is never held back nor refused, since a stranger could then keep its owner
 * out. Counted by each replica for itself, in a bounded table that forgets the oldest. Thread-safe.
 */
final class LoginDelay {
    static final int FREE = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofSeconds(2);

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final int MOST_KEYS = 10_000;
    private static final int MOST_HELD = 32;

    private final Clock clock;
    private final Semaphore held = new Semaphore(MOST_HELD);
    private final Map<String, Window> windows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Window(Instant end, int failures) {}

    LoginDelay(Clock clock) {
        this.clock = clock;
    }

    /** Notes a failure; how long its answer is to be held back. */
    synchronized Duration failed(String name, String address) {
        int over = Math.max(count("name " + name), count("address " + address)) - FREE;
        if (over <= 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST.multipliedBy(1L << Math.min(over - 1, 10));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    /** Waits so long, unless so many wait already that the service would have no room for others. */
    void hold(Duration delay) {
        if (delay.isZero() || !held.tryAcquire()) {
            return;
        }
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            held.release();
        }
    }

    private int count(String key) {
        Window window = windows.get(key);
        Instant now = clock.instant();
        Window next = window != null && now.isBefore(window.end)
                ? new Window(window.end, window.failures + 1)
                : new Window(now.plus(WINDOW), 1);
        windows.put(key, next);
        return next.failures;
    }
}
