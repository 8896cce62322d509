package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Version;
import dev.assay.registry.source.Outages;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocations;
import dev.assay.trust.TrustException;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.Transport;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufClient;
import dev.assay.trust.tuf.TufStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a reader remembers of a registry on disk: the newest index it saw, so that it never goes back, and content it has
 * fetched, so that it can go on without the source. Nothing in it is trusted for being there: metadata are verified and content
 * is digested each time. Shared by processes.
 */
final class Memory implements Contents {
    private static final String REVOKED = "revoked.json";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Folder folder;
    private final Source source;
    private final Anchor anchor;
    private final TufStore store;
    private final ContentCache cache;
    private final Outages outages;

    /**
     * Another anchor is another registry: what was seen by it is remembered apart.
     *
     * @param most how many bytes of content are kept
     */
    Memory(Folder folder, Source source, Anchor anchor, long most) {
        this.folder = folder;
        this.source = source;
        this.anchor = anchor;
        this.outages = new Outages(folder, source);
        this.cache = new ContentCache(folder.root().resolve("content"), most);
        this.store = new TufStore(folder.root()
                .resolve("index-"
                        + Digest.of(anchor.id().getBytes(StandardCharsets.UTF_8))
                                .hex()));
    }

    /**
     * The newest metadata that any of the places has, verified and never older than before; a refresh at a time. Each place is
     * asked: one that is behind is refused for that, and one that is not reached keeps nobody from the others; it is then not asked
     * for a while, unless none of them helps.
     *
     * @return at least one; several, if places have the same: each reads the rest of it from its own first
     */
    List<TrustedView> refresh(Clock clock) {
        List<RegistryException> problems = new ArrayList<>();
        List<TrustedView> views = new ArrayList<>();
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            outages.recall();
            List<Source> down = new ArrayList<>();
            for (Source each : source.each()) {
                if (!each.hasIndex()) {
                    continue;
                }
                if (each.isDown()) {
                    down.add(each);
                } else {
                    refresh(each, clock, views, problems);
                }
            }
            for (Source each : down) {
                if (views.isEmpty()) {
                    refresh(each, clock, views, problems);
                }
            }
            outages.keep();
        }
        if (views.isEmpty()) {
            throw RegistryException.together(problems);
        }
        long newest =
                views.stream().mapToLong(TrustedView::timestampVersion).max().orElseThrow();
        return views.stream().filter(view -> view.timestampVersion() == newest).toList();
    }

    private void refresh(Source each, Clock clock, List<TrustedView> views, List<RegistryException> problems) {
        try {
            views.add(refresh(each, clock));
        } catch (TrustException e) {
            problems.add(new RegistryException(each + ": " + e.getMessage(), e));
        }
    }

    private TrustedView refresh(Source each, Clock clock) {
        Transport transport = (path, most) -> metadata(each, path, most);
        if (!store.isInitialized()) {
            store.initialize(anchor.root(transport));
        }
        return new TufClient(store, transport, clock).refresh();
    }

    /** From now on this is what there is to go on by. */
    void complete(TrustedView view, Clock clock) {
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            new TufClient(store, this::metadata, clock).complete(view);
        } catch (TrustException e) {
            throw new RegistryException(source + ": " + e.getMessage(), e);
        }
    }

    /** What was complete last; expired by no more than the grace. */
    TrustedView lastKnown(Clock clock, Duration grace) {
        try {
            return new TufClient(store, this::metadata, clock).lastKnown(grace);
        } catch (TrustException e) {
            throw new RegistryException("the last index known of " + source + ": " + e.getMessage(), e);
        }
    }

    /** Whether there is anything to go on by. */
    boolean hasIndex() {
        return store.isInitialized();
    }

    /**
     * Remembers what is revoked. Who signs revocations may undo one by the rules; none may vanish.
     *
     * @return those that were seen before and are not there
     */
    List<Revocation> see(Revocations now) {
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            Revocations before = revoked();
            List<Revocation> missing = now.missingOf(before);
            if (!before.missingOf(now).isEmpty()) {
                folder.write(REVOKED, Json.canonical(now.and(missing).toJson()));
            }
            return missing;
        }
    }

    /** Refuses what cannot be kept to: taken for none, a revocation that was seen could vanish. */
    void requireUsable() {
        revoked();
    }

    private Revocations revoked() {
        if (!Files.exists(folder.root().resolve(REVOKED), LinkOption.NOFOLLOW_LINKS)) {
            return Revocations.NONE;
        }
        try {
            byte[] bytes = folder.source().read(REVOKED, IndexDocuments.MOST_BYTES);
            return Revocations.fromJson(
                    Fields.of(Json.read(bytes, IndexDocuments.MOST_BYTES), REVOKED),
                    Fields.of(Revocations.NONE.undosToJson(), REVOKED));
        } catch (ModelException e) {
            throw new RegistryException(
                    folder.root().resolve(REVOKED) + " is damaged: " + e.getMessage()
                            + ". If you know that nobody tampered with it, delete that file",
                    e);
        }
    }

    private Optional<byte[]> metadata(String path, int most) {
        return metadata(source, path, most);
    }

    /**
     * What is the newest word is asked of this place alone. All else is named by it, so that any place may have it: it is asked
     * of the others where this one lacks it.
     */
    private Optional<byte[]> metadata(Source first, String path, int most) {
        Optional<byte[]> bytes = one(first, path, most);
        if (bytes.isPresent() || path.equals("timestamp.json") || path.endsWith(".root.json")) {
            return bytes;
        }
        return source.equals(first) ? bytes : one(source, path, most);
    }

    private static Optional<byte[]> one(Source source, String path, int most) {
        try {
            return Optional.of(source.read(Places.metadata(path), most));
        } catch (ContentMissingException _) {
            return Optional.empty();
        } catch (ContentChangedException _) {
            throw Transport.tooLong(path, most);
        } catch (RegistryException e) {
            throw Transport.unreachable(path, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public byte[] read(String path, Blob blob) {
        return kept(blob, () -> Contents.of(source).read(path, blob), path, Optional.empty());
    }

    @Override
    public byte[] read(String path, Blob blob, Version version) {
        return kept(blob, () -> Contents.of(source).read(path, blob, version), path, Optional.of(version));
    }

    private byte[] kept(Blob blob, Supplier<byte[]> fetched, String path, Optional<Version> version) {
        Optional<byte[]> there = cache.read(blob);
        if (there.isPresent()) {
            return there.get();
        }
        try {
            return fetched(blob, fetched, path, version);
        } finally {
            tell();
        }
    }

    private byte[] fetched(Blob blob, Supplier<byte[]> fetched, String path, Optional<Version> version) {
        if (source.goesOn()) {
            Optional<byte[]> whole =
                    cache.keepAsItComes(blob, sink -> Contents.fetch(source, path, blob, version, sink));
            if (whole.isPresent()) {
                return whole.get();
            }
        }
        byte[] bytes = fetched.get();
        cache.keep(blob.digest(), bytes);
        return bytes;
    }

    /** A place that has content alone is not asked when the index is refreshed. */
    private void tell() {
        if (outages.isNews()) {
            try (Lock _ = Lock.take(folder, SOON)) {
                outages.keep();
            } catch (RegistryException _) {
                // The next refresh tells it.
            }
        }
    }

    /** Content that was fetched. */
    ContentCache cache() {
        return cache;
    }
}
