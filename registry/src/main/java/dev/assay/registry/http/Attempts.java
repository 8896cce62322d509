package dev.assay.registry.http;

import dev.assay.registry.ContentChangedException;
import dev.assay.registry.RegistryException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Counts what brought nothing and waits before the next attempt; gives up in time. Not thread-safe. */
final class Attempts {
    private final Patience patience;
    private final long end;
    private int failed;

    /** So much time for all of them. */
    Attempts(Patience patience, Duration total) {
        this.patience = patience;
        this.end = System.nanoTime() + total.toNanos();
    }

    static boolean isPassing(int status) {
        return switch (status) {
            case 408, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    Duration left() {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    /** The last one brought something. */
    void succeeded() {
        failed = 0;
    }

    /**
     * Waits before the next one.
     *
     * @param asked how long the server wants to be left alone
     * @throws RegistryException the problem, when it is not worth it any more
     */
    void await(RegistryException problem, Optional<Duration> asked) {
        failed++;
        if (failed >= patience.attempts()) {
            throw given(problem, String.valueOf(problem.getMessage()));
        }
        Duration pause = patience.beforeNext(failed);
        // So that those who were cut off together do not come back together.
        Duration wait = pause.plusNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2 + 1));
        if (asked.isPresent() && asked.get().compareTo(wait) > 0) {
            wait = asked.get();
        }
        if (wait.compareTo(left()) >= 0) {
            throw given(
                    problem,
                    problem.getMessage()
                            + asked.map(time -> ". It asks to wait " + time.toSeconds() + " s")
                                    .orElse(""));
        }
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted: " + problem.getMessage(), problem);
        }
    }

    /** What was changed is no matter of reaching anybody. */
    private static RegistryException given(RegistryException problem, String told) {
        return problem instanceof ContentChangedException ? problem : new RegistryException.Unreachable(told, problem);
    }

    /** What {@code Retry-After} says, in seconds or as a date (RFC 9110, section 10.2.3). */
    static Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After").flatMap(Attempts::retryAfter);
    }

    private static Optional<Duration> retryAfter(String value) {
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), until);
            return wait.isNegative() ? Optional.empty() : Optional.of(wait);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
