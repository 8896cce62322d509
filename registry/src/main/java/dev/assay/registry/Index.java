package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.Version;
import dev.assay.model.VersionRange;
import dev.assay.registry.search.Card;
import dev.assay.registry.search.Search;
import dev.assay.trust.IndexedStatements;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a registry says at one time: verified, unexpired when it was got, and of one piece, since everything in it is named
 * by digest under one signed timestamp. Reads what it needs when it is asked. Thread-safe.
 */
public final class Index {
    private final IndexDocuments documents;
    private final Contents contents;
    private final Duration grace;
    private final @Nullable String problem;
    private final Instant now;
    private final Map<PluginName, PluginIndex> read = new ConcurrentHashMap<>();
    private final Revocations revocations;

    /**
     * @param revocations those of the documents, and what else is known to be revoked
     * @param contents where what the index names is read from
     * @param grace for how long it counts beyond its expiry
     */
    Index(
            IndexDocuments documents,
            Revocations revocations,
            Contents contents,
            Duration grace,
            @Nullable String problem,
            Instant now) {
        this.documents = documents;
        this.contents = contents;
        this.grace = grace;
        this.problem = problem;
        this.now = now;
        this.revocations = revocations;
    }

    /** The same, with what kept a newer one away. */
    Index because(String kept) {
        String told = problem == null ? kept : kept + "; " + problem;
        return new Index(documents, revocations, contents, grace, told, now);
    }

    /** Rises with each publication. */
    public long number() {
        return documents.number();
    }

    /** When it was last signed as the newest word. */
    public Instant issued() {
        return documents.issued();
    }

    /** From then on this is no longer the newest word, and nothing may be started by it. */
    public Instant expires() {
        return documents.expires().plus(grace);
    }

    /** Why this is the last index known, and not what the source says now; empty when it is. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    public Revocations revocations() {
        return revocations;
    }

    /** Sigstore's trusted root, if the registry hands one to its readers. */
    public Optional<byte[]> trustedRoot() {
        return documents.trustedRoot();
    }

    public SortedSet<PluginName> plugins() {
        return documents.plugins();
    }

    /**
     * What the plugins are listed and found by, page by page, without reading what is said of each; empty where a version of Assay
     * wrote the index that made none.
     */
    public Optional<Search> search() {
        return documents.search().map(root -> new Search(documents.searchNodes(), root));
    }

    /** Reads all parts of the search document, and says how many there are. */
    int readSearch() {
        int[] parts = new int[1];
        documents
                .search()
                .ifPresent(root -> Search.walk(root, node -> {
                    parts[0]++;
                    return Optional.of(documents.searchNodes().read(node));
                }));
        return parts[0];
    }

    /** The card of a plugin, made from what is said of its releases; empty for an unknown plugin. */
    public Optional<Card> card(PluginName plugin) {
        List<Entry> releases = releases(plugin);
        if (releases.isEmpty()) {
            return Optional.empty();
        }
        Entry shown = Card.shown(releases);
        byte[] yaml = fetch(shown, shown.manifest());
        return Optional.of(Card.of(releases, Manifest.read(yaml, plugin + "/" + Manifest.FILE)));
    }

    /** Why what a card shows is revoked; empty when it is not. */
    public Optional<Revocation> revocation(Card card) {
        return revocation(card.plugin(), card.version(), card.release(), card.modules().stream());
    }

    /** The releases of a plugin, newest version first, revoked ones too; none for an unknown plugin. */
    public List<Entry> releases(PluginName plugin) {
        return read.computeIfAbsent(plugin, documents::plugin).releases();
    }

    /** The entry of this release of this plugin. */
    public Optional<Entry> find(PluginName plugin, Digest release) {
        return releases(plugin).stream()
                .filter(entry -> entry.release().digest().equals(release))
                .findFirst();
    }

    /** Why this release is revoked; empty when it is not. */
    public Optional<Revocation> revocation(Entry entry) {
        return revocation(
                entry.plugin(),
                entry.version(),
                entry.release().digest(),
                entry.variants().stream().map(variant -> variant.module().digest()));
    }

    private Optional<Revocation> revocation(
            PluginName plugin, Version version, Digest release, Stream<Digest> modules) {
        return Stream.of(
                        revocations.of(plugin, version, now),
                        revocations.of(release, now),
                        modules.map(module -> revocations.of(module, now))
                                .flatMap(Optional::stream)
                                .findFirst())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * The newest release in the range. Pre-releases are in it only where the range names them; revoked releases are left
     * out, with the reason, and yanked ones but where the range is that very version.
     */
    public Resolution resolve(PluginName plugin, VersionRange range) {
        List<Entry> releases = releases(plugin);
        List<Reason> leftOut = new ArrayList<>();
        for (Entry entry : releases) {
            if (range.accepts(entry.version())) {
                Optional<Reason> why = leftOut(entry, range);
                if (why.isEmpty()) {
                    return new Resolution.Found(entry, List.copyOf(leftOut));
                }
                leftOut.add(why.get());
            }
        }
        leftOut.add(nothing(plugin, range, releases));
        return new Resolution.NotFound(List.copyOf(leftOut));
    }

    private Optional<Reason> leftOut(Entry entry, VersionRange range) {
        String release = entry.plugin() + " " + entry.version();
        return revocation(entry)
                .map(revocation -> new Reason(
                        "revoked", release + " is revoked: " + revocation.reason(), "require another version"))
                .or(() -> entry.yanked()
                        .filter(_ -> !range.isExactly(entry.version()))
                        .map(yank -> new Reason(
                                "yanked",
                                release + " is yanked: " + yank.reason(),
                                "require another version, or exactly this one")));
    }

    private static Reason nothing(PluginName plugin, VersionRange range, List<Entry> releases) {
        if (releases.isEmpty()) {
            return new Reason(
                    "unknown-plugin", "the registry has no plugin " + plugin, "publish it, or correct the name");
        }
        String known = releases.stream()
                .limit(5)
                .map(entry -> entry.version().toString())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return new Reason(
                "no-version",
                "no release of " + plugin + " that may be used is in the range " + range + "; the newest are " + known,
                "widen the range, or publish such a version");
    }

    /** Where this content of a release is, relative to the registry, with {@code /} between its parts. */
    public String path(Entry entry, Blob blob) {
        return Places.blob(entry.plugin(), blob.digest());
    }

    /** This content of a release: its document, manifest, schema or a module. */
    public byte[] fetch(Entry entry, Blob blob) {
        return contents.read(path(entry, blob), blob, entry.version());
    }

    /**
     * The bundles about a variant, in the order in which they were listed; nothing in them is believed yet. A bundle that
     * the source does not have, or has changed, is left out: admission refuses for want of what it needs.
     */
    public List<byte[]> statements(Entry entry, ListedVariant variant) {
        List<byte[]> bundles = new ArrayList<>();
        for (ListedStatement statement : variant.statements()) {
            try {
                bundles.add(fetch(entry, statement.bundle()));
            } catch (ContentMissingException | ContentChangedException _) {
                // Absence is refusal, and admission says which statement it lacks.
            }
        }
        return List.copyOf(bundles);
    }

    /** The documents of this index that were read so far: without them it cannot be read again. */
    public Set<Digest> documents() {
        return documents.read();
    }

    /** All content that it takes to load this module of a release; none if it is not listed. */
    public Set<Digest> content(PluginName plugin, Digest release, Digest module) {
        Set<Digest> content = new HashSet<>();
        find(plugin, release).ifPresent(entry -> {
            content.add(entry.release().digest());
            content.add(entry.manifest().digest());
            entry.schema().ifPresent(schema -> content.add(schema.digest()));
            entry.variantOf(module).ifPresent(variant -> {
                content.add(module);
                variant.statements()
                        .forEach(statement -> content.add(statement.bundle().digest()));
            });
        });
        return content;
    }

    /** What admission needs to know of this module of this version. */
    public IndexedStatements indexed(PluginName plugin, Version version, Digest module) {
        Optional<Entry> entry = releases(plugin).stream()
                .filter(listed -> listed.version().equals(version))
                .findFirst();
        Optional<ListedVariant> variant = entry.flatMap(listed -> listed.variantOf(module));
        Map<Digest, Instant> listed = new TreeMap<>();
        variant.ifPresent(v -> v.statements().forEach(s -> listed.put(s.bundle().digest(), s.listed())));
        return new IndexedStatements(
                entry.map(e -> e.release().digest()), variant.flatMap(ListedVariant::audit), listed, expires());
    }
}
