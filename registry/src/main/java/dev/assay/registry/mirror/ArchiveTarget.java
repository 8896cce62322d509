package dev.assay.registry.mirror;

import dev.assay.registry.Inventory;
import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A mirror in one archive, written as it comes, and put in place whole. The same content gives the same bytes. */
final class ArchiveTarget implements Target {
    /** What {@code tar} writes at the end, and fills up to. */
    private static final int RECORD = 20 * Tar.BLOCK;

    private final Path file;
    private final Path aside;
    private final FileChannel out;
    private final long seconds;
    private final Set<String> written = new HashSet<>();

    /** @param time of all its files */
    ArchiveTarget(Path file, Instant time) {
        this.file = file.toAbsolutePath();
        this.aside = this.file.resolveSibling("." + file.getFileName() + ".part");
        this.seconds = time.getEpochSecond();
        try {
            // What one that was cut off left there is written over.
            this.out = FileChannel.open(aside, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw failed(e);
        }
        boolean locked = false;
        try {
            locked = out.tryLock() != null;
            if (locked) {
                out.truncate(0);
            }
        } catch (OverlappingFileLockException _) {
            locked = false;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            if (!locked) {
                closeQuietly();
            }
        }
        if (!locked) {
            throw new RegistryException("another process writes " + file + " now. Wait for it to end");
        }
    }

    @Override
    public boolean holds(Inventory.Item item) {
        return written.contains(item.path());
    }

    @Override
    public boolean holds(String path, byte[] bytes) {
        return written.contains(path);
    }

    @Override
    public void write(String path, byte[] bytes) {
        Tar.requirePlain(path, file.toString());
        if (written.size() >= TarSource.MOST_FILES) {
            throw new RegistryException("this is more than the " + TarSource.MOST_FILES
                    + " files that an archive holds. Mirror fewer plugins, or into a directory");
        }
        written.add(path);
        write(Tar.header(path, bytes.length, seconds));
        write(bytes);
        write(new byte[Tar.padded(bytes.length) - bytes.length]);
    }

    private void write(byte[] bytes) {
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Optional<Before> before() {
        return Optional.empty();
    }

    @Override
    public void done() {
        try {
            long end = out.position() + 2 * Tar.BLOCK;
            write(new byte[(int) ((end + RECORD - 1) / RECORD * RECORD - out.position())]);
            out.force(true);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        closeQuietly();
        try {
            Files.deleteIfExists(aside);
        } catch (IOException _) {
            // The next one writes over it.
        }
    }

    private void closeQuietly() {
        try {
            out.close();
        } catch (IOException _) {
            // What counts is on the disk since it was forced there, or does not count.
        }
    }

    private RegistryException failed(IOException e) {
        return new RegistryException("cannot write " + aside + ": " + e.getMessage(), e);
    }
}
