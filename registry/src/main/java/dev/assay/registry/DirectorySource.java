package dev.assay.registry;

import dev.assay.registry.http.NewFile;
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
        return opened(path, (file, in) -> {
            byte[] bytes = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new ContentChangedException(file + " is larger than the " + most + " bytes expected of it");
            }
            return bytes;
        });
    }

    @Override
    public void copy(String path, Blob blob, Path copy) {
        opened(path, (file, in) -> {
            NewFile.write(copy, channel -> blob.copy(in, channel, file.toString()));
            return file;
        });
    }

    /** Does something with an open file. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(Path file, InputStream in) throws IOException;
    }

    private <T> T opened(String path, Reading<T> reading) {
        Path file = Beneath.file(root, path);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                        ? new RegistryException(file + " is not a plain file. Replace it, or use another registry")
                        : absent(file);
            }
            try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                return reading.of(file, in);
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
