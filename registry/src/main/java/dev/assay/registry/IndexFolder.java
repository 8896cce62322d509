package dev.assay.registry;

import dev.assay.trust.tuf.RepositoryFolder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Map;
import java.util.Optional;

/** A registry's folder, as the writer of its index sees it. */
record IndexFolder(Folder folder) implements RepositoryFolder {
    @Override
    public Optional<byte[]> read(String path, int most) {
        // Asked for here, since a source tells of a whole registry that is missing, and this may be about to become
        // one.
        return Files.exists(folder.root().resolve(path), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(folder.source().read(path, most))
                : Optional.empty();
    }

    @Override
    public void write(Map<String, byte[]> files) {
        folder.write(files);
    }

    @Override
    public String toString() {
        return folder.root().toString();
    }
}
