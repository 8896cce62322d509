package dev.assay.registry.oci;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedVariant;
import dev.assay.registry.Recorded;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.trust.TrustPolicy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts a registry into an OCI registry: each plugin, with the bytes and digests of its layout, into a repository of its own, and
 * then the index, as an artifact. Whoever reads meanwhile has the index of before: what a new one names is there before it. What is
 * there already is not sent again. Thread-safe.
 */
public final class Push {
    /** Each holds one content in memory at a time. */
    private static final int AT_ONCE = 4;

    private final Source source;
    private final Place base;
    private final Access access;
    private final Map<Digest, Place> known = new ConcurrentHashMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Nothing is done yet.
     *
     * @param source a registry
     * @param base what the names of the repositories begin with
     */
    public Push(Source source, Place base, Access access) {
        this.source = source;
        this.base = base;
        this.access = access;
    }

    /**
     * What was done.
     *
     * @param number of the index that is there now
     * @param files that were sent, manifests among them
     * @param bytes of them
     */
    public record Pushed(long number, int plugins, int releases, int files, long bytes) {}

    /**
     * Pushes what the newest index lists.
     *
     * @param chosen plugins whose content is pushed; empty for all. The index is whole in any case
     * @throws RegistryException when the index cannot be accepted, something of it is missing or changed, the place has a newer
     *     index, or it cannot be written
     */
    public Pushed run(TrustPolicy policy, Set<PluginName> chosen, Clock clock) {
        Recorded recorded = Recorded.read(source, policy, clock);
        Index index = recorded.index();
        for (PluginName plugin : chosen) {
            if (index.releases(plugin).isEmpty()) {
                throw new RegistryException(source + " has no plugin " + plugin + ". Correct the name");
            }
        }
        requireNotOlder(index, policy, clock);
        List<Entry> entries = index.plugins().stream()
                .filter(plugin -> chosen.isEmpty() || chosen.contains(plugin))
                .flatMap(plugin -> index.releases(plugin).stream())
                .toList();
        each(entries, entry -> push(index, entry));
        pushIndex(recorded.files());
        return new Pushed(
                index.number(),
                chosen.isEmpty() ? index.plugins().size() : chosen.size(),
                entries.size(),
                sent.get(),
                bytes.get());
    }

    /** An index of before, pushed by who has not fetched for a while, would be refused by all who saw the newer one. */
    private void requireNotOlder(Index index, TrustPolicy policy, Clock clock) {
        Index there;
        try {
            there = Recorded.read(new OciSource(base, access), policy, clock).index();
        } catch (RegistryException e) {
            // Nothing is there, or nothing that counts. What else is wrong with the place shows when it is written.
            return;
        }
        if (there.number() > index.number()
                || (there.number() == index.number() && there.issued().isAfter(index.issued()))) {
            throw new RegistryException(base + " has a newer index, " + there.number() + " of " + there.issued()
                    + ", than " + source + ", " + index.number() + " of " + index.issued() + ". Push the newest copy");
        }
    }

    private void push(Index index, Entry entry) {
        Repository repository = access.repository(base.below(entry.plugin().toString()));
        boolean first = true;
        for (ListedVariant variant : entry.variants()) {
            String tag = first ? entry.version().toString() : entry.version() + "_" + variant.name();
            new PushedVariant(repository, entry, variant, tag, blob -> read(index, entry, blob)).run(this);
            first = false;
        }
    }

    private byte[] read(Index index, Entry entry, Blob blob) {
        return source.read(index.path(entry, blob), blob);
    }

    private void pushIndex(SortedMap<String, byte[]> files) {
        Repository repository = access.repository(base.below(OciIndex.REPOSITORY));
        SortedMap<String, Blob> blobs = new TreeMap<>();
        files.forEach((path, content) -> blobs.put(path, Blob.of(content)));
        Stored manifest = OciIndex.of(blobs);
        String tag = OciIndex.TAG;
        if (repository
                .manifest(tag)
                .filter(there -> there.blob().equals(manifest.blob()))
                .isPresent()) {
            return;
        }
        List<byte[]> contents = new ArrayList<>(files.values());
        contents.add(OciIndex.config());
        each(contents, content -> send(repository, content));
        repository.put(tag, manifest);
        count(manifest.bytes());
    }

    /** Sends content, unless it is there; from another repository of this push, if one has it. */
    void send(Repository repository, byte[] content) {
        Digest digest = Digest.of(content);
        Place place = repository.place();
        Optional<Place> elsewhere = Optional.ofNullable(known.get(digest)).filter(other -> !other.equals(place));
        if (repository.push(content, elsewhere)) {
            count(content);
        }
        known.put(digest, place);
    }

    void count(byte[] content) {
        sent.incrementAndGet();
        bytes.addAndGet(content.length);
    }

    /** Does something. */
    @FunctionalInterface
    private interface Doing<T> {
        void with(T each);
    }

    /** A few at once; the first problem ends it. */
    private static <T> void each(List<T> all, Doing<T> doing) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("push-", 0).factory())) {
            List<Future<?>> futures = new ArrayList<>();
            all.forEach(one -> futures.add(threads.submit(() -> doing.with(one))));
            try {
                for (Future<?> future : futures) {
                    future.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof RegistryException refused
                        ? refused
                        : new IllegalStateException("pushing failed", e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new RegistryException("interrupted while pushing", e);
            }
        }
    }
}
