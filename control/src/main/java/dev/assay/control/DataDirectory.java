package dev.assay.control;

import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The service's own directory, in the format that this program knows. */
final class DataDirectory {
    private static final String NOUN = "assay.control-data";
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 4096;

    private DataDirectory() {}

    /**
     * Makes the directory if it is not there. Others may pass through it, as the embedded server must, but not look in.
     *
     * @throws ControlException if it is a file, cannot be written, or is of a newer format
     */
    static Path prepare(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(
                    absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            Path marker = absolute.resolve("control.json");
            if (Files.exists(marker)) {
                Json.requireFormat(Json.read(Files.readAllBytes(marker), MOST_BYTES), NOUN, FORMAT);
            } else {
                Files.writeString(marker, Json.pretty(Json.document(NOUN, FORMAT)));
            }
            return absolute;
        } catch (ModelException e) {
            throw new ControlException(
                    "The data directory cannot be used",
                    absolute + " (" + e.getMessage() + ")",
                    "Use the Assay that wrote it, or another directory",
                    e);
        } catch (IOException e) {
            throw new ControlException(
                    "The data directory cannot be used",
                    absolute + " (" + (Files.isRegularFile(absolute) ? "it is a file" : e.getMessage()) + ")",
                    "Give a directory that can be written, or one that does not exist yet",
                    e);
        }
    }
}
