package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What a publisher remembers of a registry, in a directory of its own: the newest timestamp that it saw or signed. Who can write to
 * the registry's folder, and has no key, could else put an older state of it back and have the next publication sign that as the
 * newest. The registry's lock must be held.
 */
final class LastPublished {
    private static final String NOUN = "assay.last-published";
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 4096;

    private final Folder folder;

    LastPublished(Path directory) {
        this.folder = new Folder(directory);
    }

    /** A timestamp, as far as it tells states apart. */
    record Seen(long version, Digest digest) {}

    /**
     * Remembers this state.
     *
     * @param registry the digest of the root that it is known by: another registry in the same place is no older state
     * @throws RegistryException if a newer one was seen before, or another of the same version
     */
    void see(Digest registry, Seen now, String where) {
        String file = registry.hex() + ".json";
        Path path = folder.root().resolve(file);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Seen before = read(file, path);
            if (now.equals(before)) {
                return;
            }
            if (now.version() <= before.version()) {
                throw new RegistryException("the index in " + where + " is not the one that was here: it is version "
                        + now.version() + " of its timestamp, and " + before.version() + ", " + before.digest()
                        + ", was seen. Somebody put an older state or another one back, and nothing is signed for that."
                        + " Restore the newer one; if you took it back yourself, delete " + path);
            }
        }
        folder.write(
                file,
                Json.canonical(Json.document(NOUN, FORMAT)
                        .put("timestamp", now.version())
                        .put("digest", now.digest().toString())));
    }

    private Seen read(String file, Path path) {
        try {
            Fields fields = Fields.of(Json.read(folder.source().read(file, MOST_BYTES), MOST_BYTES), "$");
            Json.requireFormat(fields.whole(), NOUN, FORMAT);
            fields.text("format");
            Seen seen = new Seen(
                    fields.integer("timestamp", 1, Json.LARGEST_INTEGER), fields.value("digest", Digest::parse));
            fields.end();
            return seen;
        } catch (ModelException e) {
            throw new RegistryException(
                    path + " is damaged: " + e.getMessage() + ". If you know that the registry is in its newest state,"
                            + " delete that file",
                    e);
        }
    }
}
