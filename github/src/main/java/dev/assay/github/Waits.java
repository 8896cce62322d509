package dev.assay.github;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long to wait before a call is made again, as GitHub's documentation of its rate limits asks. */
final class Waits {
    private final Clock clock;

    Waits(Clock clock) {
        this.clock = clock;
    }

    /** Empty where trying again would not change the answer, or might do twice what is to be done once. */
    Optional<Duration> before(Call call, int made, HttpResponse<?> answer) {
        int status = answer.statusCode();
        boolean limited = status == 429 || (status == 403 && isRateLimit(answer));
        boolean away = status == 503 || ((status == 502 || status == 504) && call.repeatable());
        return limited || away ? Optional.of(asked(answer.headers()).orElse(backoff(made))) : Optional.empty();
    }

    /** 1, 2, 4, 8 s. */
    static Duration backoff(int made) {
        return Duration.ofSeconds(1L << (made - 1));
    }

    /** A 403 that is not about the token's permissions. */
    private static boolean isRateLimit(HttpResponse<?> answer) {
        HttpHeaders headers = answer.headers();
        return headers.firstValue("retry-after").isPresent()
                || headers.firstValue("x-ratelimit-remaining").orElse("").equals("0")
                || (answer.body() instanceof byte[] body
                        && new String(body, StandardCharsets.UTF_8).contains("secondary rate limit"));
    }

    private Optional<Duration> asked(HttpHeaders headers) {
        Optional<Duration> after = number(headers, "retry-after").map(Duration::ofSeconds);
        if (after.isPresent()
                || !headers.firstValue("x-ratelimit-remaining").orElse("").equals("0")) {
            return after;
        }
        return number(headers, "x-ratelimit-reset")
                .map(reset -> Duration.between(clock.instant(), Instant.ofEpochSecond(reset))
                        .plusSeconds(1))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    private static Optional<Long> number(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .filter(text -> text.matches("[0-9]{1,11}"))
                .map(Long::parseLong);
    }
}
