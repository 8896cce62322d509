package dev.assay.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to write in a folder, held by one thread of one process at a time. The system takes it back from a process
 * that dies.
 */
final class Lock implements AutoCloseable {
    static final String FILE = ".lock";
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final FileChannel channel;

    private Lock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for the lock. */
    static Lock take(Path folder, Duration patience) {
        Path file = folder.resolve(FILE);
        long end = System.nanoTime() + patience.toNanos();
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            try {
                while (tryLock(channel) == null) {
                    if (System.nanoTime() - end > 0) {
                        throw new RegistryException("another process has been writing in " + folder + " for more than "
                                + patience.toSeconds() + " s. Wait for it to end, or end it");
                    }
                    Thread.sleep(PAUSE);
                }
                return new Lock(channel);
            } catch (IOException | InterruptedException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while waiting for " + file, e);
        } catch (IOException e) {
            throw Folder.failed("lock", file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RegistryException("cannot release the lock of a folder: " + e.getMessage(), e);
        }
    }
}
