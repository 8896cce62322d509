package dev.assay.registry;

import dev.assay.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * All files of an index that a new reader reads, verified, and the index that they are: what must be copied to have it
 * elsewhere. Of one time: what is named by a file is never changed, and the one file that is replaced is kept here.
 *
 * @param files by their paths, with their contents
 */
public record Recorded(Index index, SortedMap<String, byte[]> files) {
    /**
     * Reads a whole index as one does who never saw it.
     *
     * @throws RegistryException when it cannot be accepted
     */
    public static Recorded read(Source source, TrustPolicy policy, Clock clock) {
        SortedMap<String, byte[]> files = new ConcurrentSkipListMap<>();
        Path memory = temporary();
        try {
            Index index = Registry.open(new Recording(source, files), policy, memory, clock)
                    .current();
            index.plugins().forEach(index::releases);
            index.trustedRoot();
            index.readSearch();
            return new Recorded(index, files);
        } finally {
            delete(memory);
        }
    }

    /** Hands through what it is asked for, and keeps it where it is of the index. */
    private record Recording(Source source, SortedMap<String, byte[]> files) implements Source {
        @Override
        public byte[] read(String path, int most) {
            return kept(path, source.read(path, most));
        }

        @Override
        public byte[] read(String path, Blob blob) {
            return kept(path, source.read(path, blob));
        }

        private byte[] kept(String path, byte[] bytes) {
            if (path.startsWith("metadata/") || path.startsWith("targets/")) {
                files.put(path, bytes);
            }
            return bytes;
        }

        @Override
        public String toString() {
            return source.toString();
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("assay-index-");
        } catch (IOException e) {
            throw new RegistryException("cannot make a temporary directory: " + e.getMessage(), e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            // It is in the system's directory for what may be deleted.
        }
    }
}
