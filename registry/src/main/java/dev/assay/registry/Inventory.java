package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.trust.Revocations;
import dev.assay.trust.TrustException;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.Delegations;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.RepositoryFolder;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufRepository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Every file that the index of a registry reaches, as of one time, by path, digest and size. The index is verified from its
 * first root on, as a reader does, but for two things that are for the caller to ask: whether it has expired, and whether a
 * newer one was seen. Holds the names of the plugins, and the content of one at a time. Not thread-safe.
 */
public final class Inventory {
    private final Source source;
    private final TrustedView view;
    private final IndexDocuments documents;
    private final SortedMap<String, Blob> metadata;
    private final byte[] timestamp;
    private final SortedMap<PluginName, Item> plugins = new TreeMap<>();
    private final List<Item> beside = new ArrayList<>();

    /** A file by what it has to be. */
    public record Item(String path, Blob blob) {}

    private Inventory(Source source, TrustedView view, Recorder recorder) {
        this.source = source;
        this.view = view;
        this.documents = new IndexDocuments(view, Contents.of(source), source.toString());
        for (String role : List.of(IndexLayout.REVOCATIONS, IndexLayout.UNDOS)) {
            documents.role(role).ifPresent(targets -> targets.files().values().forEach(file -> beside.add(item(file))));
        }
        documents.role().ifPresent(targets -> targets.files().values().forEach(file -> beside.add(item(file))));
        Delegations.Bins bins = documents.bins();
        for (long bin = 0; bin < bins.count(); bin++) {
            documents.bin(bins.name(bin)).map(Targets::files).ifPresent(files -> list(files.values()));
        }
        this.metadata = recorder.read;
        this.timestamp = recorder.timestamp;
        metadata.remove(Places.TIMESTAMP);
    }

    private void list(Collection<TargetFile> files) {
        for (TargetFile file : files) {
            if (file.path().equals(IndexLayout.SEARCH)) {
                continue;
            }
            PluginName plugin = PluginName.parse(IndexLayout.plugin(file.path())
                    .orElseThrow(() -> new RegistryException(source + " is not laid out as Assay does: it lists '"
                            + file.path() + "' among its plugins")));
            plugins.put(plugin, item(file));
        }
    }

    private Item item(TargetFile file) {
        Digest digest = file.digest()
                .orElseThrow(() ->
                        new RegistryException(source + ": it vouches for '" + file.path() + "' without its SHA-256"));
        return new Item(Places.target(file.location()), new Blob(digest, file.length()));
    }

    /**
     * Takes stock of what a source holds now.
     *
     * @param anchor whom its first root is known by
     * @throws RegistryException when it holds no index, or one that was signed by others, or is damaged
     */
    public static Inventory of(Source source, Anchor anchor) {
        Recorder recorder = new Recorder(source);
        return trusted(source, () -> {
            TrustedView view = TufRepository.open(recorder, anchor).view();
            return new Inventory(source, view, recorder);
        });
    }

    private static <T> T trusted(Source source, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (TrustException | dev.assay.model.ModelException e) {
            throw new RegistryException(source + ": " + e.getMessage(), e);
        }
    }

    /** Reads metadata of a source and keeps what it was. */
    private static final class Recorder implements RepositoryFolder {
        private final Source source;
        private final SortedMap<String, Blob> read = new TreeMap<>();
        private byte[] timestamp = new byte[0];

        Recorder(Source source) {
            this.source = source;
        }

        @Override
        public Optional<byte[]> read(String path, int most) {
            byte[] bytes;
            try {
                bytes = source.read(path, most);
            } catch (ContentMissingException _) {
                return Optional.empty();
            }
            read.put(path, Blob.of(bytes));
            if (path.equals(Places.TIMESTAMP)) {
                timestamp = bytes;
            }
            return Optional.of(bytes);
        }

        @Override
        public void write(Map<String, byte[]> files) {
            throw new UnsupportedOperationException("a registry is only looked at here");
        }

        @Override
        public String toString() {
            return source.toString();
        }
    }

    /** Rises with each publication. */
    public long number() {
        return view.snapshotVersion();
    }

    /** The version of the timestamp, which rises with each signature. */
    public long timestampVersion() {
        return view.timestampVersion();
    }

    /** When the first of all its roles expires: from then on readers accept it no more. */
    public Instant expires() {
        return view.expires();
    }

    public Instant issued() {
        return documents.issued();
    }

    /** The metadata of the index: each root, the snapshot and all roles; not the timestamp. */
    public List<Item> metadata() {
        return metadata.entrySet().stream()
                .map(file -> new Item(file.getKey(), file.getValue()))
                .toList();
    }

    /** The one file that changes: whoever replaces it has published the rest. */
    public byte[] timestamp() {
        return timestamp.clone();
    }

    /** The documents of the index that are no plugin's: revocations, undos, trusted roots. */
    public List<Item> beside() {
        return List.copyOf(beside);
    }

    /**
     * Reads the lists of revocations and undos.
     *
     * @throws RegistryException when they are missing, damaged, or do not fit together
     */
    public Revocations revocations() {
        return documents.revocations();
    }

    /**
     * Reads a file, whole.
     *
     * @throws RegistryException when it cannot be had, or has other bytes
     */
    public static byte[] read(Source source, Item item) {
        return Contents.of(source).read(item.path(), item.blob());
    }

    /** The plugins, with the index document of each. */
    public SortedMap<PluginName, Item> plugins() {
        return java.util.Collections.unmodifiableSortedMap(plugins);
    }

    /** Those of the plugins that are here: all, unless this is a mirror that says it holds only some. */
    public SortedSet<PluginName> held() {
        SortedSet<PluginName> held = new TreeSet<>(plugins.keySet());
        MirrorNote.of(source).ifPresent(note -> held.removeIf(plugin -> !note.holds(plugin)));
        return held;
    }

    /**
     * The root of the search document; empty where the index has none, and in a mirror of only some plugins, which leaves it out.
     */
    public Optional<Item> search() {
        return MirrorNote.of(source).flatMap(MirrorNote::plugins).isPresent()
                ? Optional.empty()
                : documents.search().map(Inventory::searchNode);
    }

    /** A part of the search document. */
    public static Item searchNode(Blob node) {
        return new Item(Places.searchNode(node.digest()), node);
    }

    /** The index document of a plugin that the index lists. */
    public Item document(PluginName plugin) {
        return Optional.ofNullable(plugins.get(plugin))
                .orElseThrow(() -> new RegistryException(source + " lists no plugin " + plugin + ". Correct the name"));
    }

    /**
     * What the index lists of a plugin.
     *
     * @throws RegistryException when its document is missing, damaged, or of another plugin
     */
    public Holding holding(PluginName plugin) {
        return new Holding(source, documents.plugin(plugin));
    }
}
