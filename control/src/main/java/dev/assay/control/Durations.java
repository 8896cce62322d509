package dev.assay.control;

import dev.assay.model.InvalidValueException;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Durations as the API has them. */
final class Durations {
    private Durations() {}

    /** Reads an ISO 8601 duration of days and less. */
    static Duration parse(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValueException("duration", text, "an ISO 8601 duration such as PT15M");
        }
    }
}
