package dev.assay.registry.partial;

import dev.assay.model.Digest;
import dev.assay.registry.Blob;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The beginnings of contents that were not fetched to the end, by digest, in a directory that processes share: the next fetch goes on
 * where one was cut off. Nothing in it is trusted; the whole is digested in the end. Bounded in number, size and age. Where it cannot
 * be written there are none, and content is fetched all the same. Thread-safe.
 */
public final class Partials {
    /** Smaller content is fetched again in no time. */
    static final long SMALLEST = 1 << 20;

    /** Files, beside those that are being written. */
    static final int MOST_FILES = 8;

    /** After that somebody has given up. */
    static final Duration OLDEST = Duration.ofDays(1);

    private final Path directory;
    private final long most;

    /**
     * Nothing is made yet.
     *
     * @param most bytes of all of them together
     */
    public Partials(Path directory, long most) {
        this.directory = directory;
        this.most = most;
    }

    /**
     * What there is of this content, which may be nothing yet, for this caller alone until it is closed; empty if it is not worth it,
     * another fetches it now, or it cannot be kept here.
     */
    public Optional<Partial> of(Blob blob) {
        if (blob.size() < SMALLEST || blob.size() > most) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(directory);
            Optional<FileLock> turn = Turns.take(directory, blob.digest());
            if (turn.isEmpty()) {
                return Optional.empty();
            }
            boolean open = false;
            try {
                Partial partial = open(blob, turn.get());
                open = true;
                return Optional.of(partial);
            } finally {
                if (!open) {
                    turn.get().release();
                }
            }
        } catch (IOException _) {
            // It is fetched without.
            return Optional.empty();
        }
    }

    private Partial open(Blob blob, FileLock turn) throws IOException {
        Path file = directory.resolve(blob.digest().hex());
        makeRoom(blob);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
        return new Partial(file, channel, turn, blob.size());
    }

    private record Left(Path file, Digest digest, long size, Instant written) {
        boolean isOld() {
            return written.isBefore(Instant.now().minus(OLDEST));
        }
    }

    /** For one more of this size. What is old goes in any case, its own too. */
    private void makeRoom(Blob blob) throws IOException {
        long bytes = blob.size();
        int files = 1;
        List<Left> stay = new ArrayList<>();
        for (Left left : all()) {
            if (left.digest().equals(blob.digest())) {
                if (left.isOld()) {
                    Files.deleteIfExists(left.file());
                }
            } else if (!left.isOld() || !remove(left)) {
                stay.add(left);
                bytes += left.size();
                files++;
            }
        }
        for (Left left : stay) {
            if (files <= MOST_FILES && bytes <= most) {
                break;
            }
            if (remove(left)) {
                bytes -= left.size();
                files--;
            }
        }
    }

    /** How many bytes there are. */
    public long bytes() throws IOException {
        return all().stream().mapToLong(Left::size).sum();
    }

    /**
     * Removes what was written to least lately, but nothing that is being fetched.
     *
     * @param wanted bytes
     * @return how many bytes that were
     */
    public long free(long wanted) throws IOException {
        long freed = 0;
        for (Left left : all()) {
            if (freed >= wanted) {
                break;
            }
            freed += remove(left) ? left.size() : 0;
        }
        return freed;
    }

    private boolean remove(Left left) throws IOException {
        Optional<FileLock> turn = Turns.take(directory, left.digest());
        if (turn.isEmpty()) {
            return false;
        }
        try (FileLock _ = turn.get()) {
            return Files.deleteIfExists(left.file());
        }
    }

    /** The oldest first. */
    private List<Left> all() throws IOException {
        List<Left> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.matches("[0-9a-f]{64}")) {
                    continue;
                }
                try {
                    BasicFileAttributes attributes =
                            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    all.add(new Left(
                            file,
                            new Digest(name),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                } catch (NoSuchFileException _) {
                    // It came to its end.
                }
            }
        } catch (NoSuchFileException _) {
            // Nothing was ever cut off.
        }
        all.sort(Comparator.comparing(Left::written));
        return all;
    }
}
