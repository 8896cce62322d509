package dev.assay.registry.upkeep;

import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Goes through a directory without following any link and without holding its names, so that neither a cycle nor a million files
 * cost more than time; and that is bounded by who is told of the files.
 */
final class Walk {
    /** {@code plugins/owner/name/blobs/sha256/<digest>}, and one to spare. */
    private static final int DEEPEST = 7;

    private Walk() {}

    /** Is told of what is there. To throw ends the walk. */
    interface Visitor {
        /** Whether to go into this directory. */
        boolean enter(String path);

        /** All that is in this directory was told of. */
        default void left(String path) {}

        /** Anything else than a directory. */
        void file(String path, BasicFileAttributes attributes);

        /** A directory that is too deep to be one of a registry. */
        void tooDeep(String path);
    }

    /** @param below relative to the root, or empty for all of it; it may be missing */
    static void through(Path root, String below, Visitor visitor) {
        for (Path part = root.resolve(below); part != null && !part.equals(root); part = part.getParent()) {
            if (Files.isSymbolicLink(part)) {
                // It is told of where its directory is walked.
                return;
            }
        }
        int depth = below.isEmpty() ? 0 : below.split("/").length;
        list(below.isEmpty() ? root : root.resolve(below), below, depth, visitor);
    }

    private static void list(Path directory, String path, int depth, Visitor visitor) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = (path.isEmpty() ? "" : path + "/") + file.getFileName();
                BasicFileAttributes attributes;
                try {
                    attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                } catch (NoSuchFileException _) {
                    // A writer renamed it meanwhile.
                    continue;
                }
                if (!attributes.isDirectory()) {
                    visitor.file(name, attributes);
                } else if (depth >= DEEPEST) {
                    visitor.tooDeep(name);
                } else if (visitor.enter(name)) {
                    list(file, name, depth + 1, visitor);
                    visitor.left(name);
                }
            }
        } catch (NoSuchFileException _) {
            // What must be there is asked for by name.
        } catch (DirectoryIteratorException | IOException e) {
            throw new RegistryException("cannot read the directory " + directory + ": " + e.getMessage(), e);
        }
    }
}
