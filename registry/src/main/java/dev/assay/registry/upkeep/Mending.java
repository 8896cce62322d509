package dev.assay.registry.upkeep;

import dev.assay.registry.Folder;
import dev.assay.registry.Holding;
import dev.assay.registry.Inventory;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Mends what can be mended without a key: from the signed index, and from another copy of the registry. The lock must be held. */
final class Mending {
    private final Folder folder;
    private final Optional<Source> from;

    Mending(Folder folder, Optional<Source> from) {
        this.folder = folder;
        this.from = from;
    }

    /** Content of a plugin's layout: made again if it follows from the index, fetched if not. */
    boolean content(Holding holding, Inventory.Item item) {
        return write(item, holding.remade(item.blob().digest()).or(() -> fetched(item)));
    }

    boolean fetch(Inventory.Item item) {
        return write(item, fetched(item));
    }

    private Optional<byte[]> fetched(Inventory.Item item) {
        return from.flatMap(source -> {
            try {
                return Optional.of(Inventory.read(source, item));
            } catch (RegistryException _) {
                // It has not got it, or not this: then it stays as it is, and is told.
                return Optional.empty();
            }
        });
    }

    private boolean write(Inventory.Item item, Optional<byte[]> bytes) {
        return bytes.filter(found -> write(item.path(), found)).isPresent();
    }

    /** Not over anything else than a file: what that is, is for people to look at. */
    boolean write(String path, byte[] bytes) {
        try {
            folder.write(path, bytes);
            return true;
        } catch (RegistryException _) {
            return false;
        }
    }

    boolean remove(String path) {
        Path file = folder.root().resolve(path);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(file);
        } catch (IOException _) {
            return false;
        }
    }
}
