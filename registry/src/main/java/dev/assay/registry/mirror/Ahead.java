package dev.assay.registry.mirror;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.Inventory;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import java.util.Arrays;
import java.util.Optional;

/** Keeps a mirror from going backwards, and from becoming one of another registry. */
final class Ahead {
    private static final String TIMESTAMP = "metadata/timestamp.json";
    private static final String ROOT = "metadata/1.root.json";
    private static final int MOST_BYTES = 512_000;

    private Ahead() {}

    /** Whether it was ever complete. */
    static boolean isComplete(Source there) {
        return timestamp(there).isPresent();
    }

    /** The timestamp of what is there; empty if it was never complete. Nobody verified it. */
    private static Optional<byte[]> timestamp(Source there) {
        return read(there, TIMESTAMP);
    }

    private static Optional<byte[]> read(Source source, String path) {
        try {
            return Optional.of(source.read(path, MOST_BYTES));
        } catch (ContentMissingException _) {
            return Optional.empty();
        }
    }

    /**
     * Refuses to put what was taken stock of in the place of what is there, unless it is the same registry and no older.
     *
     * @param source where the stock was taken
     */
    static void require(Source there, Source source, Inventory stock) {
        Optional<byte[]> root = read(there, ROOT);
        Optional<byte[]> timestamp = timestamp(there);
        if (root.isPresent() && !Arrays.equals(root.get(), source.read(ROOT, MOST_BYTES))) {
            throw new RegistryException(there + " holds another registry than " + source + ". Give another place");
        }
        if (timestamp.isPresent() && !Arrays.equals(timestamp.get(), stock.timestamp())) {
            long version = version(there, timestamp.get());
            if (version >= stock.timestampVersion()) {
                throw new RegistryException(there + " is ahead of " + source + ": it has version " + version
                        + " of the timestamp, and this would be " + stock.timestampVersion()
                        + ". A mirror never goes backwards: mirror from a newer copy, or into another place");
            }
        }
    }

    private static long version(Source there, byte[] timestamp) {
        try {
            return Fields.of(Json.read(timestamp, MOST_BYTES), "timestamp")
                    .object("signed")
                    .integer("version", 1, Json.LARGEST_INTEGER);
        } catch (ModelException e) {
            throw new RegistryException(
                    there + "/" + TIMESTAMP + " is damaged: " + e.getMessage() + ". Remove that file, and mirror again",
                    e);
        }
    }
}
