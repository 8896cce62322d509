package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.NewerFormatException;
import dev.assay.trust.SignedDocument;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a reader remembers of a registry on disk: the newest head it saw, so that it never goes back, and content it has
 * fetched, so that it can go on without the source. Nothing in it is trusted for being there: heads are verified and
 * content is digested each time. Shared by processes.
 */
final class Memory implements Contents {
    private static final String SEEN = "seen.json";
    private static final String FORMAT = "assay.seen";
    private static final int VERSION = 1;
    private static final int MOST_BYTES = 4096;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Folder folder;
    private final Source source;

    Memory(Folder folder, Source source) {
        this.folder = folder;
        this.source = source;
    }

    /**
     * Refuses what a newer version remembers: this one could not keep to it. What is merely damaged is told when it is needed.
     *
     * @throws RegistryException then
     */
    void requireNotNewer() {
        if (Files.isRegularFile(folder.root().resolve(SEEN), LinkOption.NOFOLLOW_LINKS)) {
            try {
                Seen.fromJson(folder.source().read(SEEN, MOST_BYTES));
            } catch (NewerFormatException e) {
                throw newer(e);
            } catch (ModelException | RegistryException e) {
                return;
            }
        }
    }

    private RegistryException newer(NewerFormatException e) {
        return new RegistryException(folder.root().resolve(SEEN) + " cannot be used: " + e.getMessage(), e);
    }

    /**
     * Remembers a head that was verified.
     *
     * @throws RegistryException when a newer one was seen, or another one with its number
     */
    void see(Head head, byte[] bytes) {
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            Optional<Seen> seen = seen();
            if (seen.isPresent()) {
                seen.get().requireNotOlder(head, bytes, source);
            }
            Seen now = new Seen(head.number(), Digest.of(bytes));
            if (!seen.equals(Optional.of(now))) {
                // In this order: after a crash between the two the head is newer than what is said of it, never older.
                folder.write(Places.HEAD, bytes);
                folder.write(SEEN, Json.canonical(now.toJson()));
            }
        }
    }

    /** The newest head seen, unverified. */
    Optional<byte[]> last() {
        return Files.exists(folder.root().resolve(Places.HEAD), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(folder.source().read(Places.HEAD, SignedDocument.MOST_BYTES))
                : Optional.empty();
    }

    @Override
    public byte[] read(String path, Blob blob) {
        String kept = "content/" + blob.digest().hex();
        if (folder.holds(kept, blob)) {
            return folder.read(kept, blob);
        }
        byte[] bytes = Contents.of(source).read(path, blob);
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            folder.write(kept, bytes);
        }
        return bytes;
    }

    /** A damaged record is not taken for none: then an old head would be news again. */
    private Optional<Seen> seen() {
        if (!Files.exists(folder.root().resolve(SEEN), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Seen.fromJson(folder.source().read(SEEN, MOST_BYTES)));
        } catch (NewerFormatException e) {
            throw newer(e);
        } catch (ModelException e) {
            throw new RegistryException(
                    folder.root().resolve(SEEN) + " is damaged: " + e.getMessage()
                            + ". If you know that nobody tampered with it, delete that file",
                    e);
        }
    }

    private record Seen(long number, Digest head) {
        void requireNotOlder(Head other, byte[] bytes, Source source) {
            if (other.number() < number) {
                throw new RegistryException(source + " gives the index number " + other.number() + ", but number "
                        + number + " was seen before: it was rolled back. Ask its publisher, or use another source");
            }
            if (other.number() == number && !Digest.of(bytes).equals(head)) {
                throw new RegistryException(source + " gives another index with the number " + number
                        + " than was seen before: its publisher's key signs in two places. Ask its publisher");
            }
        }

        ObjectNode toJson() {
            return Json.document(FORMAT, VERSION).put("number", number).put("head", head.toString());
        }

        static Seen fromJson(byte[] bytes) {
            Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "$");
            Json.requireFormat(fields.whole(), FORMAT, VERSION);
            fields.text("format");
            Seen seen =
                    new Seen(fields.integer("number", 1, Json.LARGEST_INTEGER), fields.value("head", Digest::parse));
            fields.end();
            return seen;
        }
    }
}
