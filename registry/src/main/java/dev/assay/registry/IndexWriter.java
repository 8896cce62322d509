package dev.assay.registry;

import dev.assay.model.PluginName;
import dev.assay.registry.search.Card;
import dev.assay.registry.search.FolderNodes;
import dev.assay.registry.search.Tree;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

        /** The root of the search document after this change of a plugin; its other parts are written. */
        byte[] search(PluginIndex changed) {
            return written(tree -> documents
                    .search()
                    .flatMap(root -> changed(tree, root, card(changed)))
                    .orElseGet(() -> tree.of(cards(Optional.of(changed))).orElseThrow()));
        }

        /** The same, made anew; empty while there are no plugins. */
        Optional<byte[]> search() {
            List<Card> cards = cards(Optional.empty());
            return cards.isEmpty()
                    ? Optional.empty()
                    : Optional.of(written(tree -> tree.of(cards).orElseThrow()));
        }

        /** A document that is damaged keeps nobody from publishing: it says nothing that the index does not say. */
        private static Optional<Blob> changed(Tree tree, Blob root, Card card) {
            try {
                return Optional.of(tree.with(root, card));
            } catch (RegistryException _) {
                return Optional.empty();
            }
        }

        private byte[] written(Function<Tree, Blob> change) {
            FolderNodes nodes = new FolderNodes(folder);
            Blob root = change.apply(new Tree(nodes));
            byte[] bytes = nodes.read(root);
            nodes.flush();
            return bytes;
        }

        private List<Card> cards(Optional<PluginIndex> changed) {
            List<Card> cards = new ArrayList<>();
            for (PluginName plugin : documents.plugins()) {
                if (changed.filter(index -> index.plugin().equals(plugin)).isEmpty()) {
                    cards.add(card(documents.plugin(plugin)));
                }
            }
            changed.ifPresent(index -> cards.add(card(index)));
            return cards;
        }

        private Card card(PluginIndex index) {
            return Holding.card(folder.source(), index);
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
