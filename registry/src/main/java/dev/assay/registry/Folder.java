package dev.assay.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A directory whose files appear whole or not at all: each is written aside, forced to the disk and renamed. One process
 * writes at a time, the one that holds the {@link Lock}; its threads may write at once. No link is followed beneath it.
 */
public final class Folder implements Contents {
    private static final String ASIDE = ".aside";

    /** What is here beside the files that were written. */
    static final Set<String> OWN = Set.of(ASIDE, Lock.FILE);

    private final Path root;
    private final Source source;

    /**
     * Makes the directory if it is missing.
     *
     * @throws RegistryException when it cannot be made
     */
    public Folder(Path root) {
        this.root = root;
        this.source = Source.directory(root);
        try {
            Files.createDirectories(root);
        } catch (FileAlreadyExistsException e) {
            throw new RegistryException(e.getFile() + " is a file, where a directory is needed. Give another place", e);
        } catch (IOException e) {
            throw failed("make the directory", root, e);
        }
    }

    public Path root() {
        return root;
    }

    /** Writes or replaces a file, atomically and durably. The lock must be held. */
    public void write(String path, byte[] bytes) {
        write(path, bytes, new FileAttribute<?>[0]);
    }

    /** The same for a file that only its owner may read. */
    public void writeSecret(String path, byte[] bytes) {
        write(path, bytes, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The same for several files, in one go: when it returns all of them are on the disk, and before that any may be. */
    public synchronized void write(Map<String, byte[]> files) {
        Set<Path> directories = new LinkedHashSet<>();
        files.forEach((path, bytes) -> directories.add(replace(path, bytes)));
        directories.forEach(Folder::forceNames);
    }

    private synchronized void write(String path, byte[] bytes, FileAttribute<?>... attributes) {
        forceNames(replace(path, bytes, attributes));
    }

    /** Returns its directory, whose names are still to be forced to the disk. */
    private Path replace(String path, byte[] bytes, FileAttribute<?>... attributes) {
        Path target = Beneath.file(root, path);
        try {
            Path directory = parent(target);
            makeDurable(directory);
            Path aside = root.resolve(ASIDE);
            // What a process that died left there is overwritten; the lock keeps others away.
            Files.deleteIfExists(aside);
            try (FileChannel out = FileChannel.open(
                    aside, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), attributes)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                out.force(true);
            }
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            return directory;
        } catch (IOException e) {
            throw failed("write", target, e);
        }
    }

    private static void forceNames(Path directory) {
        try {
            force(directory);
        } catch (IOException e) {
            throw failed("write", directory, e);
        }
    }

    /** Whether exactly this content is there. */
    boolean holds(String path, Blob blob) {
        try {
            read(path, blob);
            return true;
        } catch (RegistryException e) {
            return false;
        }
    }

    /** Reads from it. */
    public Source source() {
        return source;
    }

    @Override
    public byte[] read(String path, Blob blob) {
        return Contents.of(source).read(path, blob);
    }

    /** Missing directories, each forced into its parent, so that a crash cannot lose the way to a file. */
    private static void makeDurable(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            makeDurable(parent(directory));
            Files.createDirectories(directory);
            force(parent(directory));
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new RegistryException(path + " cannot be written: it is the root of the file system");
        }
        return parent;
    }

    static RegistryException failed(String verb, Path path, IOException e) {
        return e instanceof AccessDeniedException
                ? new RegistryException("no permission to " + verb + " " + path + ". Allow it, or run as its owner", e)
                : new RegistryException("cannot " + verb + " " + path + ": " + e.getMessage(), e);
    }
}
