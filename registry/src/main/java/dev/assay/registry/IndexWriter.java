package dev.assay.registry;

import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a registry's folder as one who may sign for it: what it says is verified from the anchor on and, where there is a memory, is
 * no older than what was seen before. But for {@link #lock}, the lock must be held.
 */
final class IndexWriter {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Folder folder;
    private final Anchor anchor;
    private final Collection<SigningKey> keys;
    private final Duration validity;
    private final Clock clock;
    private final Optional<LastPublished> memory;

    IndexWriter(
            Folder folder,
            Anchor anchor,
            Collection<SigningKey> keys,
            Duration validity,
            Clock clock,
            Optional<LastPublished> memory) {
        this.folder = folder;
        this.anchor = anchor;
        this.keys = List.copyOf(keys);
        this.validity = validity;
        this.clock = clock;
        this.memory = memory;
    }

    Folder folder() {
        return folder;
    }

    Collection<SigningKey> keys() {
        return keys;
    }

    void commit(IndexChange change) {
        change.commit(validity);
        TufRepository repository = repository();
        see(repository, trusted(repository::view));
    }

    /** Only what was verified: else anybody could write a version into the folder that no publication ever reaches. */
    void see(TufRepository repository, TrustedView verified) {
        memory.ifPresent(last -> repository
                .timestamp()
                .ifPresent(digest -> last.see(
                        repository.anchor(),
                        new LastPublished.Seen(verified.timestampVersion(), digest),
                        folder.root().toString())));
    }

    /** What the index says before a change. */
    final class Opened {
        private final TufRepository repository;
        private final TrustedView view;
        private final IndexDocuments documents;

        Opened(TufRepository repository, TrustedView view) {
            this.repository = repository;
            this.view = view;
            this.documents = new IndexDocuments(view, folder, folder.root().toString());
        }

        IndexDocuments documents() {
            return documents;
        }

        IndexChange change() {
            return IndexChange.of(repository, repository.change(view), documents, keys, now());
        }
    }

    Opened opened() {
        TufRepository repository = repository();
        TrustedView view = trusted(repository::view);
        see(repository, view);
        return new Opened(repository, view);
    }

    TufRepository repository() {
        return trusted(() -> TufRepository.open(new IndexFolder(folder), anchor));
    }

    <T> T trusted(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (TrustException e) {
            throw new RegistryException(folder.root() + ": " + e.getMessage(), e);
        }
    }

    Lock lock() {
        return Lock.take(folder, PATIENCE);
    }

    /** In whole seconds: what is signed is read by people too. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
