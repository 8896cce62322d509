package dev.assay.sandbox.compiled;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiled code in a folder, which several processes may share. Each entry carries a MAC by a key that only the owner of the folder can
 * read: what was written without that key, cut short, or given the name of another entry is not handed out. It is removed, and
 * {@link #refused} tells of it.
 *
 * <p>Entries appear whole or not at all. Beyond the size given, those that were not used for longest go. Nothing depends on an entry:
 * what is not there is compiled anew. Thread-safe.
 */
public final class CompileCache {
    /** Longer code is not kept. */
    public static final int LONGEST = 64 << 20;

    private static final String ENTRY = ".compiled";
    private static final String UNFINISHED = ".new";

    /** What nobody has finished in this time was left by a process that ended. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path folder;
    private final Seal seal;
    private final long mostBytes;
    private final Clock clock;
    private volatile Optional<String> refused = Optional.empty();

    private CompileCache(Path folder, Seal seal, long mostBytes, Clock clock) {
        this.folder = folder;
        this.seal = seal;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /**
     * The cache in this folder; both it and its key are made if they are not there.
     *
     * @throws IOException if that fails, if others than the owner can write to the folder, and so put another key there, or can read
     *     the key; its message says what to do
     */
    public static CompileCache open(Path folder, long mostBytes, Clock clock, SecureRandom random) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Set<PosixFilePermission> may = Files.getPosixFilePermissions(folder);
        if (may.contains(PosixFilePermission.GROUP_WRITE) || may.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    "others than its owner can write to " + folder + ", and so put code there. Remove it; it is made"
                            + " again, and what was compiled is compiled again");
        }
        return new CompileCache(folder, Seal.by(folder.resolve("key"), random), mostBytes, clock);
    }

    /** The code that was kept of this origin; empty if there is none with a good MAC. */
    public Optional<byte[]> get(Origin origin) {
        Path file = file(origin);
        byte[] entry;
        try {
            entry = Files.size(file) > LONGEST + (long) Seal.BYTES ? new byte[0] : Files.readAllBytes(file);
        } catch (IOException e) {
            return Optional.empty();
        }
        Optional<byte[]> code = seal.open(origin, entry);
        if (code.isPresent()) {
            use(file);
        } else {
            refuse(file);
        }
        return code;
    }

    /** Why a file in the folder was not what this cache wrote, the last time that happened; empty if it never did. */
    public Optional<String> refused() {
        return refused;
    }

    private void refuse(Path file) {
        refused = Optional.of(
                "the compiled plugin " + file + " was not what this runtime had written there, or was damaged; it"
                        + " was removed, and is compiled anew");
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // it is refused again the next time
        }
    }

    private void use(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        } catch (IOException e) {
            // another process removed it meanwhile; or it goes earlier than it might
        }
    }

    /** Keeps it. Throws if it cannot be written; nothing of it is left then. */
    public void put(Origin origin, byte[] code) throws IOException {
        if (code.length > LONGEST) {
            return;
        }
        Path whole = Files.createTempFile(
                folder,
                "",
                UNFINISHED,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(whole, seal.seal(origin, code));
            Files.setLastModifiedTime(whole, FileTime.from(clock.instant()));
            Files.move(whole, file(origin), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
        makeRoom();
    }

    private Path file(Origin origin) {
        return folder.resolve(origin.digest().hex() + ENTRY);
    }

    private record Entry(Path file, long bytes, Instant used) {}

    private void makeRoom() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                look(file).ifPresent(entries::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(Comparator.comparing(Entry::used));
        long bytes = entries.stream().mapToLong(Entry::bytes).sum();
        for (Entry oldest : entries) {
            if (bytes <= mostBytes) {
                return;
            }
            Files.deleteIfExists(oldest.file);
            bytes -= oldest.bytes;
        }
    }

    /** The entry that this is; what was left unfinished is removed. */
    private Optional<Entry> look(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!name.endsWith(ENTRY) && !name.endsWith(UNFINISHED)) {
            return Optional.empty();
        }
        BasicFileAttributes is;
        try {
            is = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // another process removed it meanwhile
        }
        Instant used = is.lastModifiedTime().toInstant();
        if (name.endsWith(ENTRY)) {
            return Optional.of(new Entry(file, is.size(), used));
        }
        if (used.isBefore(clock.instant().minus(ABANDONED))) {
            Files.deleteIfExists(file);
        }
        return Optional.empty();
    }
}
