package dev.assay.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The right to write in a folder, held by one thread of one process at a time. The system takes it back from a process
 * that dies.
 */
public final class Lock implements AutoCloseable {
    static final String FILE = ".lock";

    private static final Duration PAUSE = Duration.ofMillis(10);

    /**
     * Who may have the file open in this process. POSIX takes all locks of a process on a file when any thread closes the
     * file, so two threads must never have it open at once, not even the one to wait for the other.
     */
    private static final Map<Path, Semaphore> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final Semaphore turn;
    private final FileChannel channel;

    private Lock(Semaphore turn, FileChannel channel) {
        this.turn = turn;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @throws RegistryException when it is not to be had in this time, or the folder cannot be written
     */
    public static Lock take(Folder folder, Duration patience) {
        Path file = folder.root().resolve(FILE);
        long end = System.nanoTime() + patience.toNanos();
        try {
            Semaphore turn = IN_THIS_PROCESS.computeIfAbsent(folder.root().toRealPath(), _ -> new Semaphore(1));
            if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy(folder, patience);
            }
            boolean taken = false;
            try {
                FileChannel channel = open(folder, file, patience, end);
                taken = true;
                return new Lock(turn, channel);
            } finally {
                if (!taken) {
                    turn.release();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while waiting for " + file, e);
        } catch (IOException e) {
            throw Folder.failed("lock", file, e);
        }
    }

    private static FileChannel open(Folder folder, Path file, Duration patience, long end)
            throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (channel.tryLock() == null) {
                if (System.nanoTime() - end > 0) {
                    throw busy(folder, patience);
                }
                Thread.sleep(PAUSE);
            }
            return channel;
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static RegistryException busy(Folder folder, Duration patience) {
        return new RegistryException("another process has been working in " + folder.root() + " for more than "
                + patience.toSeconds() + " s. Wait for it to end, or end it");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RegistryException("cannot release the lock of a folder: " + e.getMessage(), e);
        } finally {
            turn.release();
        }
    }
}
