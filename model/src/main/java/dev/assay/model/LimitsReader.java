package dev.assay.model;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads limits, and their sizes and times, from a document that a person wrote. */
public final class LimitsReader {
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,9})\\s*(B|KiB|MiB|GiB)");
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,6})\\s*(ms|s|m)");
    private static final Pattern FUEL = Pattern.compile("[1-9][0-9]{0,14}|[1-9](\\.[0-9]{1,3})?e[0-9]{1,2}");

    private LimitsReader() {}

    /** The limits; what is not said is {@link Limits#DEFAULT}'s. Faults are left in the document. */
    public static Limits read(Document limits) {
        Limits standard = Limits.DEFAULT;
        Limits read = new Limits(
                limits.optional("memory", LimitsReader::size).orElse(standard.memoryBytes()),
                limits.optional("time", LimitsReader::time).orElse(standard.time()),
                limits.optional("fuel", LimitsReader::fuel).orElse(standard.fuel()),
                limits.optional("output", LimitsReader::size).orElse(standard.outputBytes()));
        limits.end();
        return read;
    }

    /** A size such as {@code 64MiB}, in bytes. */
    public static long size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException("size", text, "a number with B, KiB, MiB or GiB, such as 64MiB");
        }
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    /** A time such as {@code 5s}. */
    public static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException("time", text, "a number with ms, s or m, such as 5s");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    /** Instructions, such as {@code 2e9}. */
    public static long fuel(String text) {
        if (!FUEL.matcher(text).matches()) {
            throw new InvalidValueException("fuel", text, "a number of instructions, such as 2e9");
        }
        double fuel = Double.parseDouble(text);
        if (fuel < 1 || fuel > Json.LARGEST_INTEGER) {
            throw new InvalidValueException("fuel", text, "a number from 1 to 2^53-1");
        }
        return (long) fuel;
    }
}
