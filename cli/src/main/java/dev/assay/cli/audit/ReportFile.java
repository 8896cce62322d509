package dev.assay.cli.audit;

import dev.assay.cli.CommandException;
import dev.assay.model.Inert;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where reports are written as they come, so that memory does not grow with their number. A new file is whole or not there; one that
 * is gone on with grows by whole lines. Not thread-safe.
 */
final class ReportFile implements AutoCloseable {
    private final Path file;
    private final Optional<Path> partial;
    private final Writer writer;
    private boolean done;

    private ReportFile(Path file, Optional<Path> partial, Writer writer) {
        this.file = file;
        this.partial = partial;
        this.writer = writer;
    }

    /** Its directory is made. */
    static ReportFile whole(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Files.createDirectories(directory);
            Path partial = Files.createTempFile(directory, ".assay-", ".partial");
            return new ReportFile(file, Optional.of(partial), Files.newBufferedWriter(partial));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Goes on with a file behind so many bytes; what came after them was cut off. */
    static ReportFile after(Path file, long bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(bytes);
            }
            return new ReportFile(
                    file,
                    Optional.empty(),
                    Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    void write(String text) {
        try {
            writer.write(text);
            if (partial.isEmpty()) {
                writer.flush();
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** All was written: the file appears. */
    void finish() {
        try {
            writer.close();
            if (partial.isPresent()) {
                Files.move(partial.get(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            done = true;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    @Override
    public void close() {
        if (!done) {
            try {
                writer.close();
                if (partial.isPresent()) {
                    Files.deleteIfExists(partial.get());
                }
            } catch (IOException e) {
                throw failed(file, e);
            }
        }
    }

    private static CommandException failed(Path file, IOException e) {
        return new CommandException("cannot write " + Inert.quote(file.toString()) + ": " + e.getMessage(), e);
    }
}
