package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.registry.http.Sink;
import dev.assay.registry.partial.Partial;
import dev.assay.registry.partial.Partials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Content that was fetched, by digest, in a folder that processes share. What is there is there whole; it is digested each time it is
 * read, so that a changed file counts as none. When it is larger than it may be, what was used least lately goes, and never what
 * anybody {@link #hold}s. Thread-safe.
 */
final class ContentCache {
    /** How large it may be, in bytes, where nobody says otherwise. */
    static final long MOST_BYTES = 1L << 30;

    private static final String HOLDERS = "held";
    private static final String PART = ".part";
    private static final String PARTIAL = "partial";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(1);
    /** Longer than anybody takes to write one file. */
    private static final Duration CUT_OFF = Duration.ofHours(1);
    /** A use is remembered as coarsely as this: else each would be a write. */
    private static final Duration COARSE = Duration.ofMinutes(1);
    /** Of the limit, which may be exceeded by as much in each process until somebody looks. */
    private static final int LOOKS = 16;

    private final Path directory;
    private final long most;
    private final AtomicLong unseen;
    private final Partials partials;
    private @Nullable Folder folder;

    /** @param most how many bytes it may keep, beside what is held */
    ContentCache(Path directory, long most) {
        this.directory = directory;
        this.most = most;
        // The first write looks: the limit may be lower than it was, and others may have filled it.
        this.unseen = new AtomicLong(most);
        this.partials = new Partials(directory.resolve(PARTIAL), most / 2);
    }

    /** The content, if it is there with just these bytes. */
    Optional<byte[]> read(Blob blob) {
        Path file = file(blob.digest());
        try {
            byte[] bytes = Source.directory(directory).read(blob.digest().hex(), (int) blob.size());
            blob.require(bytes, file.toString());
            use(file);
            return Optional.of(bytes);
        } catch (RegistryException _) {
            // Not there, or damaged: it is fetched again.
            return Optional.empty();
        }
    }

    private static void use(Path file) {
        try {
            Instant now = Instant.now();
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(COARSE))) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
        } catch (IOException _) {
            // Somebody removed it, or it is not ours to touch: then it is as if it was used less lately.
        }
    }

    /**
     * Keeps content, which its name must be the digest of. One that is too large for the whole of the cache is not kept, unless it
     * is held.
     */
    void keep(Digest digest, byte[] bytes) {
        boolean stays = held().contains(digest.hex());
        if (bytes.length > most && !stays) {
            return;
        }
        Path aside = directory.resolve(UUID.randomUUID() + PART);
        try {
            Files.createDirectories(directory);
            try (FileChannel out = FileChannel.open(aside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                if (stays) {
                    // Other content a crash may lose: what is read is digested.
                    out.force(true);
                }
            }
            Files.move(aside, file(digest), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Folder.failed("write", file(digest), e);
        } finally {
            try {
                Files.deleteIfExists(aside);
            } catch (IOException _) {
                // It goes when it is old.
            }
        }
        written(bytes.length);
    }

    private void written(long bytes) {
        if (unseen.addAndGet(bytes) >= Math.max(1, most / LOOKS)) {
            evictUnlessBusy();
        }
    }

    /**
     * Keeps large content while it comes, so that a fetch which is cut off is gone on with, by whoever wants it next.
     *
     * @param fetching writes exactly the content into a sink, which may have the beginning of it
     * @return the content; empty if it is not worth that, or another fetches it now, and nothing was asked for
     */
    Optional<byte[]> keepAsItComes(Blob blob, Consumer<Sink> fetching) {
        Optional<Partial> begun = partials.of(blob);
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        byte[] whole = new byte[(int) blob.size()];
        try (Partial partial = begun.get()) {
            fetching.accept(partial.and(whole));
            boolean stays = held().contains(blob.digest().hex());
            if (!partial.isWhole() || (blob.size() > most && !stays)) {
                partial.discard();
            } else {
                partial.moveTo(file(blob.digest()), stays);
                written(blob.size());
            }
        } catch (IOException e) {
            throw Folder.failed("write", file(blob.digest()), e);
        }
        return Optional.of(whole);
    }

    /**
     * Says what must stay. It stays for as long as nobody says otherwise under the same name, also after the process ended: what a
     * runtime works with is there when it starts again without its source.
     *
     * @param holder who says so, a name of letters, digits, {@code -} and {@code .}; others hold theirs beside
     */
    void hold(String holder, Set<Digest> content) {
        StringBuilder lines = new StringBuilder();
        content.stream().sorted().forEach(digest -> lines.append(digest.hex()).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        String path = HOLDERS + "/" + holder;
        // Under the lock, so that nobody who evicts has read what was held before.
        try (Lock _ = Lock.take(folder(), PATIENCE)) {
            if (!folder().holds(path, Blob.of(bytes))) {
                folder().write(path, bytes);
            }
        }
    }

    private Set<String> held() {
        Set<String> held = new HashSet<>();
        try (DirectoryStream<Path> holders = Files.newDirectoryStream(directory.resolve(HOLDERS))) {
            for (Path holder : holders) {
                held.addAll(Files.readAllLines(holder, StandardCharsets.US_ASCII));
            }
        } catch (NoSuchFileException _) {
            // Nobody holds anything.
        } catch (IOException e) {
            throw Folder.failed("read", directory.resolve(HOLDERS), e);
        }
        return held;
    }

    /** Else the next to write does it. */
    private void evictUnlessBusy() {
        try {
            evict();
        } catch (RegistryException _) {
            unseen.set(most);
        }
    }

    private record Kept(Path file, long size, FileTime used) {}

    /** Down to its limit; what was left of writers that were cut off goes too. */
    private void evict() {
        try (Lock _ = Lock.take(folder(), SOON)) {
            unseen.set(0);
            Set<String> held = held();
            List<Kept> free = new ArrayList<>();
            long size = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    BasicFileAttributes attributes = attributes(file);
                    if (attributes == null || !attributes.isRegularFile()) {
                        continue;
                    }
                    String name = file.getFileName().toString();
                    if (name.endsWith(PART)) {
                        if (attributes
                                .lastModifiedTime()
                                .toInstant()
                                .isBefore(Instant.now().minus(CUT_OFF))) {
                            Files.deleteIfExists(file);
                        }
                    } else if (name.matches("[0-9a-f]{64}") && !held.contains(name)) {
                        size += attributes.size();
                        free.add(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
                    }
                }
            }
            // What is not whole goes first.
            size += partials.bytes();
            if (size > most) {
                size -= partials.free(size - most);
            }
            free.sort(Comparator.comparing(Kept::used));
            for (Kept kept : free) {
                if (size <= most) {
                    break;
                }
                Files.deleteIfExists(kept.file());
                size -= kept.size();
            }
        } catch (IOException e) {
            throw Folder.failed("clean", directory, e);
        }
    }

    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            // Its writer was faster.
            return null;
        }
    }

    private synchronized Folder folder() {
        Folder made = folder == null ? new Folder(directory) : folder;
        folder = made;
        return made;
    }

    private Path file(Digest digest) {
        return directory.resolve(digest.hex());
    }
}
