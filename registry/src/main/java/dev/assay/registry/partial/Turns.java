package dev.assay.registry.partial;

import dev.assay.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who may make, write and remove the partial file of a content: one at a time, of all processes. Each content is one byte of a file
 * that stays, so that a lock is never that of a file which is gone. The system takes it back from a process that dies. Thread-safe.
 */
final class Turns {
    static final String FILE = ".lock";

    /**
     * The open file of each directory. It is never closed: POSIX would take all its locks from this process.
     */
    private static final Map<Path, Open> OPEN = new HashMap<>();

    private record Open(FileChannel channel, Object file) {}

    private Turns() {}

    /** The turn, if nobody has it; it ends when the lock is released. */
    static Optional<FileLock> take(Path directory, Digest digest) throws IOException {
        try {
            return Optional.ofNullable(channel(directory)
                    .tryLock(Long.parseLong(digest.hex().substring(0, 15), 16), 1, false));
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    private static synchronized FileChannel channel(Path directory) throws IOException {
        Path path = directory.toRealPath().resolve(FILE);
        Open open = OPEN.get(path);
        // Where somebody removed the cache while it was used, the others lock
        // another file.
        if (open == null || !open.file().equals(file(path))) {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            open = new Open(channel, file(path));
            OPEN.put(path, open);
        }
        return open.channel();
    }

    private static Object file(Path path) throws IOException {
        if (!Files.exists(path)) {
            return path;
        }
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path : key;
    }
}
