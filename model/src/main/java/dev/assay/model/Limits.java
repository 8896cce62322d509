package dev.assay.model;

import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one run may use.
 *
 * @param memoryBytes linear memory, in bytes
 * @param time from the start of the call to its answer, host calls and sleeps included
 * @param fuel instructions, as the instrumentation charges them
 * @param outputBytes response and log, each, in bytes
 */
public record Limits(long memoryBytes, Duration time, long fuel, long outputBytes) {
    /** What a manifest that says nothing gets: 64 MiB, 5 s, 2e9, 4 MiB. */
    public static final Limits DEFAULT = new Limits(64L << 20, Duration.ofSeconds(5), 2_000_000_000L, 4L << 20);

    /** The most that can be written: least of these and others are the others. */
    public static final Limits MOST = new Limits(1L << 32, Duration.ofDays(1), Json.LARGEST_INTEGER, 1L << 32);

    public Limits {
        if (memoryBytes < 0 || time.isNegative() || time.isZero() || fuel <= 0 || outputBytes <= 0) {
            throw new InvalidValueException(
                    "limits",
                    "memory " + memoryBytes + ", time " + time + ", fuel " + fuel + ", output " + outputBytes,
                    "memory of zero or more, and time, fuel and output above zero");
        }
    }

    /** The smaller of the two, each for itself. */
    public Limits least(Limits other) {
        return new Limits(
                Math.min(memoryBytes, other.memoryBytes),
                time.compareTo(other.time) <= 0 ? time : other.time,
                Math.min(fuel, other.fuel),
                Math.min(outputBytes, other.outputBytes));
    }

    /** Whether each of these is at most the other's. */
    public boolean within(Limits ceiling) {
        return least(ceiling).equals(this);
    }

    public ObjectNode toJson() {
        return Json.object()
                .put("memory-bytes", memoryBytes)
                .put("time-ms", time.toMillis())
                .put("fuel", fuel)
                .put("output-bytes", outputBytes);
    }

    public static Limits fromJson(Fields fields) {
        Limits limits = new Limits(
                fields.integer("memory-bytes", 0, MOST.memoryBytes),
                Duration.ofMillis(fields.integer("time-ms", 1, MOST.time.toMillis())),
                fields.integer("fuel", 1, MOST.fuel),
                fields.integer("output-bytes", 1, MOST.outputBytes));
        fields.end();
        return limits;
    }
}
