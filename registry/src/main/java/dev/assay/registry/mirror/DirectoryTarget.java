package dev.assay.registry.mirror;

import dev.assay.registry.Folder;
import dev.assay.registry.Inventory;
import dev.assay.registry.Lock;
import dev.assay.registry.MirrorNote;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A mirror in a directory, which readers use while it is brought up to date. */
final class DirectoryTarget implements Target {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Set<String> OWN = Set.of(".lock", ".aside");

    private final Folder folder;
    private final Lock lock;

    /** Waits for whoever works in it. */
    DirectoryTarget(Path directory) {
        this.folder = new Folder(directory);
        this.lock = Lock.take(folder, PATIENCE);
        boolean fit = false;
        try {
            requireRegistryOrNothing(directory);
            fit = true;
        } finally {
            if (!fit) {
                lock.close();
            }
        }
    }

    /** Whether there is a root: without one nothing can be read of it. */
    static boolean isBegun(Path directory) {
        return Files.exists(directory.resolve("metadata/1.root.json"), LinkOption.NOFOLLOW_LINKS);
    }

    private static void requireRegistryOrNothing(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            // One that was begun has no metadata yet, and the folder of its plugins.
            Optional<Path> foreign = files.filter(
                            file -> !OWN.contains(file.getFileName().toString()))
                    .findAny()
                    .filter(_ -> !Files.isDirectory(directory.resolve("metadata"), LinkOption.NOFOLLOW_LINKS)
                            && !Files.isDirectory(directory.resolve("plugins"), LinkOption.NOFOLLOW_LINKS));
            if (foreign.isPresent()) {
                throw new RegistryException(directory + " is neither empty nor a registry: it has "
                        + foreign.get().getFileName() + ". Give a new directory, or that of a mirror");
            }
        } catch (IOException e) {
            throw new RegistryException("cannot read " + directory + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean holds(Inventory.Item item) {
        try {
            BasicFileAttributes file = Files.readAttributes(
                    folder.root().resolve(item.path()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            // It was verified before it got that name; that nobody changed it since is for fsck to say.
            return file.isRegularFile() && file.size() == item.blob().size();
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public boolean holds(String path, byte[] bytes) {
        try {
            return Arrays.equals(folder.source().read(path, bytes.length), bytes);
        } catch (RegistryException _) {
            return false;
        }
    }

    @Override
    public void write(String path, byte[] bytes) {
        folder.write(path, bytes);
    }

    @Override
    public Optional<Before> before() {
        Source source = folder.source();
        return isBegun(folder.root()) && Ahead.isComplete(source)
                ? Optional.of(Before.of(MirrorNote.of(source)))
                : Optional.empty();
    }

    @Override
    public void done() {
        // Each file is on the disk since it was written.
    }

    @Override
    public void close() {
        lock.close();
    }
}
