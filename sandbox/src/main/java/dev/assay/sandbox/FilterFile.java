package dev.assay.sandbox;

import dev.assay.sandbox.kernel.Filter;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filter of system calls in a form that bubblewrap can be given: a file without a name, which this process holds open for as
 * long as it lives and which is reached through its folder in {@code /proc}. Nothing of it is left on the disk, however this process
 * ends. Thread-safe.
 *
 * @param held for the file to stay, to the end of this process
 * @param path where other processes of this user find it
 */
record FilterFile(FileInputStream held, Path path) {
    private static final Path OPEN = Path.of("/proc/self/fd");

    private static @Nullable FilterFile made;

    /** Empty on a machine whose system calls are not known. */
    static Optional<Path> ofThisProcess() {
        return Filter.forThisMachine().map(FilterFile::shared);
    }

    private static synchronized Path shared(byte[] filter) {
        if (made == null) {
            try {
                made = hold(filter);
            } catch (IOException e) {
                throw new SandboxException("the filter of system calls cannot be written: " + e.getMessage(), e);
            }
        }
        return made.path;
    }

    private static FilterFile hold(byte[] filter) throws IOException {
        Path file = Files.createTempFile("assay-filter", "");
        try {
            Files.write(file, filter);
            FileInputStream held = new FileInputStream(file.toFile());
            try (Stream<Path> open = Files.list(OPEN)) {
                Path descriptor = open.filter(link -> leadsTo(link, file))
                        .findFirst()
                        .orElseThrow(() -> new IOException("it is not among the files that this process has open"));
                return new FilterFile(
                        held, Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor.getFileName()));
            } catch (IOException e) {
                held.close();
                throw e;
            }
        } finally {
            Files.delete(file);
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
