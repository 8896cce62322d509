package dev.assay.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often a login may fail: five times a minute for one name, twenty for one address. Counted by each replica for
 * itself, in a bounded table that forgets the oldest. Thread-safe.
 */
final class LoginLimit {
    static final int PER_NAME = 5;
    static final int PER_ADDRESS = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int MOST_KEYS = 10_000;

    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Window(Instant end, int tries) {}

    LoginLimit(Clock clock) {
        this.clock = clock;
    }

    /**
     * How long nobody may try this name from this address; empty if now. A try counts as failed from its beginning, so
     * that many at once are not more than many after another.
     */
    synchronized Optional<Duration> begin(String name, String address) {
        Duration byName = left("name " + name, PER_NAME);
        Duration byAddress = left("address " + address, PER_ADDRESS);
        Duration longest = byName.compareTo(byAddress) > 0 ? byName : byAddress;
        if (!longest.isZero()) {
            return Optional.of(longest);
        }
        count("name " + name, 1);
        count("address " + address, 1);
        return Optional.empty();
    }

    /** The try that was begun did not fail. */
    synchronized void succeeded(String name, String address) {
        count("name " + name, -1);
        count("address " + address, -1);
    }

    private Duration left(String key, int most) {
        Window window = current(key);
        return window.tries < most ? Duration.ZERO : Duration.between(clock.instant(), window.end);
    }

    private void count(String key, int more) {
        Window window = current(key);
        windows.put(key, new Window(window.end, Math.max(0, window.tries + more)));
    }

    private Window current(String key) {
        Window window = windows.get(key);
        return window != null && clock.instant().isBefore(window.end)
                ? window
                : new Window(clock.instant().plus(WINDOW), 0);
    }
}
