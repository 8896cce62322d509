package dev.assay.sandbox;

import dev.assay.model.Document;
import dev.assay.model.InvalidValueException;
import dev.assay.model.LimitsReader;
import java.time.Duration;

/**
 * How much of its chain of receipts a runtime keeps on its disk. The oldest are dropped first, the newest never.
 *
 * @param count so many receipts at the most
 * @param bytes of their files together
 * @param age since their runs began
 */
public record Keeping(int count, long bytes, Duration age) {
    /** What a host file that says nothing gets: 10,000 receipts, 1 GiB, 90 days. */
    public static final Keeping DEFAULT = new Keeping(10_000, 1L << 30, Duration.ofDays(90));

    private static final int MOST_COUNT = 1_000_000;
    private static final int MOST_DAYS = 3650;

    static Keeping read(Document at) {
        Keeping read = new Keeping(
                at.optional("count", text -> number("count", text, MOST_COUNT)).orElse(DEFAULT.count),
                at.optional("size", LimitsReader::size).orElse(DEFAULT.bytes),
                at.optional("days", text -> number("days", text, MOST_DAYS))
                        .map(Duration::ofDays)
                        .orElse(DEFAULT.age));
        at.end();
        return read;
    }

    private static int number(String key, String text, int most) {
        if (!text.matches("[1-9][0-9]{0,6}") || Integer.parseInt(text) > most) {
            throw new InvalidValueException(key, text, "a number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }
}
