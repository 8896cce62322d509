package dev.assay.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A registry in a directory. */
final class DirectorySource implements Source {
    private final Path root;

    DirectorySource(Path root) {
        this.root = root;
    }

    @Override
    public byte[] read(String path, int most) {
        Path file = Beneath.file(root, path);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                        ? new RegistryException(file + " is not a plain file. Replace it, or use another registry")
                        : absent(file);
            }
            try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = in.readNBytes(most);
                if (in.read() >= 0) {
                    throw new ContentChangedException(file + " is larger than the " + most + " bytes expected of it");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw absent(file);
        } catch (AccessDeniedException e) {
            throw new RegistryException("no permission to read " + file + ". Allow it, or run as its owner", e);
        } catch (IOException e) {
            throw new RegistryException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private RegistryException absent(Path file) {
        if (!Files.exists(root)) {
            return new RegistryException(root + " does not exist. Create a registry with: assay registry init " + root);
        }
        if (!Files.isDirectory(root)) {
            return new RegistryException(root + " is a file, not a registry. Give the directory of a registry");
        }
        if (!Files.exists(root.resolve(Places.ROOT), LinkOption.NOFOLLOW_LINKS)) {
            return new RegistryException(root + " is not a registry: it has no " + Places.ROOT
                    + ". Create one with: assay registry init DIRECTORY");
        }
        return new ContentMissingException(file + " is missing. Restore it, or use another copy of the registry");
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
