package dev.assay.github.fake;

import java.time.Instant;
import java.util.Map;

/**
 * What goes wrong with one request.
 *
 * @param status answered instead
 * @param done whether the request is performed all the same, and only its answer is lost
 */
public record Mishap(int status, Map<String, String> headers, String message, boolean done) {
    public Mishap {
        headers = Map.copyOf(headers);
    }

    /** This request is answered as it should be, and a later one fares ill. */
    public static Mishap none() {
        return new Mishap(0, Map.of(), "", false);
    }

    /** The token's permissions do not reach. */
    public static Mishap forbidden() {
        return new Mishap(403, Map.of(), "Resource not accessible by integration", false);
    }

    public static Mishap badGateway() {
        return new Mishap(502, Map.of(), "Server Error", false);
    }

    /** The worst: it was done, and nobody knows. */
    public static Mishap badGatewayAfterwards() {
        return new Mishap(502, Map.of(), "Server Error", true);
    }

    public static Mishap unavailable() {
        return new Mishap(503, Map.of(), "Service Unavailable", false);
    }

    public static Mishap tooManyRequests(int seconds) {
        return new Mishap(429, Map.of("Retry-After", String.valueOf(seconds)), "API rate limit exceeded", false);
    }

    /** The rate limit of an hour is used up. */
    public static Mishap exhausted(Instant reset) {
        return new Mishap(
                403,
                Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", String.valueOf(reset.getEpochSecond())),
                "API rate limit exceeded for installation",
                false);
    }

    /** Too much at once; says only in words that it is a rate limit. */
    public static Mishap secondaryLimit() {
        return new Mishap(403, Map.of(), "You have exceeded a secondary rate limit", false);
    }
}
