package dev.assay.registry.upkeep;

import dev.assay.registry.Folder;
import dev.assay.registry.Holding;
import dev.assay.registry.Inventory;
import dev.assay.registry.Lock;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Mends what can be mended without a key: from the signed index, and from another copy of the registry. Content, which is what its
 * name says whenever it is written, also while the lock is not held: it is then taken for the writing alone. All else waits for it.
 */
final class Mending {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Folder folder;
    private Optional<Source> from;
    private boolean held;

    /** @param held whether the lock is */
    Mending(Folder folder, Optional<Source> from, boolean held) {
        this.folder = folder;
        this.from = from;
        this.held = held;
    }

    /** From now on the lock is held. What the other copy did not give before is not asked for again, while publishers wait. */
    void hold() {
        held = true;
        from = Optional.empty();
    }

    boolean isHeld() {
        return held;
    }

    /** Content of a plugin's layout: made again if it follows from the index, fetched if not. */
    boolean content(Holding holding, Inventory.Item item) {
        return write(item, holding.remade(item.blob().digest()).or(() -> fetched(item)));
    }

    boolean fetch(Inventory.Item item) {
        return write(item, fetched(item));
    }

    boolean holds(Inventory.Item item) {
        try {
            Inventory.read(folder.source(), item);
            return true;
        } catch (RegistryException _) {
            return false;
        }
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
        return bytes.isPresent() && write(item, bytes.get());
    }

    /** What is named by its own digest. */
    boolean write(Inventory.Item item, byte[] bytes) {
        if (held) {
            return write(item.path(), bytes);
        }
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            folder.write(item.path(), bytes);
            return true;
        } catch (RegistryException _) {
            return false;
        }
    }

    /** Not over anything else than a file: what that is, is for people to look at. */
    boolean write(String path, byte[] bytes) {
        if (!held) {
            return false;
        }
        try {
            folder.write(path, bytes);
            return true;
        } catch (RegistryException _) {
            return false;
        }
    }

    boolean remove(String path) {
        if (!held) {
            return false;
        }
        Path file = folder.root().resolve(path);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(file);
        } catch (IOException _) {
            return false;
        }
    }
}
