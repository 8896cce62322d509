package dev.assay.registry.http;

import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that stays only if it was written whole. */
public final class NewFile {
    private NewFile() {}

    /** Fills the file. */
    @FunctionalInterface
    public interface Writing {
        void to(FileChannel channel) throws IOException;
    }

    /**
     * Makes the file, and takes it away again when that fails.
     *
     * @throws RegistryException when it is there already, or cannot be written
     */
    public static void write(Path file, Writing writing) {
        boolean whole = false;
        boolean made = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            made = true;
            writing.to(channel);
            whole = true;
        } catch (FileAlreadyExistsException e) {
            throw exists(file, e);
        } catch (IOException e) {
            throw new RegistryException("cannot write " + file + ": " + e.getMessage(), e);
        } finally {
            if (made && !whole) {
                delete(file);
            }
        }
    }

    /** Somebody else's file is in the place of a new one. */
    public static RegistryException exists(Path file, FileAlreadyExistsException e) {
        return new RegistryException(file + " is there already. Give another name, or delete it", e);
    }

    /**
     * Whether it seems that the file can be made, before work is done for it.
     *
     * @throws RegistryException when it cannot
     */
    public static void requirePossible(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(file, new FileAlreadyExistsException(file.toString()));
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new RegistryException(
                    "cannot write " + file + ": its directory is not there, or not to be written. Give another name");
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Then it stays, and nobody takes it for whole: the failure itself is told.
        }
    }
}
