package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.ModelException;
import dev.assay.model.PluginName;
import dev.assay.registry.search.Card;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** All that the index lists of one plugin, down to the last file of its OCI image layout. Not thread-safe. */
public final class Holding {
    /** An OCI document is small; a hostile one ends here. */
    private static final int MOST_DOCUMENT_BYTES = 4 << 20;

    private static final int DEEPEST = 3;
    private static final int MOST_FILES = 1_000_000;

    private final Source source;
    private final PluginIndex index;

    Holding(Source source, PluginIndex index) {
        this.source = source;
        this.index = index;
    }

    /**
     * What this document of an index lists, whoever signed it.
     *
     * @param source where the content it names is read from
     * @throws RegistryException when it is no such document
     */
    public static Holding of(Source source, byte[] document) {
        try {
            return new Holding(source, PluginIndex.fromJson(Json.read(document, IndexDocuments.MOST_BYTES)));
        } catch (ModelException e) {
            throw new RegistryException("no index document of a plugin: " + e.getMessage(), e);
        }
    }

    /** Is told of what cannot be read. To throw ends the reading. */
    @FunctionalInterface
    public interface Faults {
        void found(String path, RegistryException why);
    }

    public PluginName plugin() {
        return index.plugin();
    }

    public List<Entry> releases() {
        return index.releases();
    }

    /** Where the OCI image layout of a plugin is. */
    public static String layout(PluginName plugin) {
        return Places.layout(plugin);
    }

    /**
     * How a catalogue shows it.
     *
     * @throws RegistryException when the manifest of the release that is shown is missing or changed
     */
    public Card card() {
        return card(source, index);
    }

    static Card card(Source source, PluginIndex index) {
        Entry shown = Card.shown(index.releases());
        String path = Places.blob(index.plugin(), shown.manifest().digest());
        try {
            byte[] yaml = Contents.of(source).read(path, shown.manifest());
            return Card.of(index.releases(), Manifest.read(yaml, Manifest.FILE));
        } catch (ModelException e) {
            throw new RegistryException(source + "/" + path + " is no plugin.yaml: " + e.getMessage(), e);
        }
    }

    /** The files of its layout that are not named by digest: they follow from the index alone, and are these. */
    public Map<String, byte[]> derived() {
        return Layout.documents(index);
    }

    /** The content, each file once: what is named comes before what names it. */
    public Collection<Inventory.Item> content(Faults faults) {
        SequencedMap<String, Inventory.Item> items = new LinkedHashMap<>();
        for (Entry entry : index.releases()) {
            add(items, entry.release());
            add(items, entry.manifest());
            entry.schema().ifPresent(schema -> add(items, schema));
            for (ListedVariant variant : entry.variants()) {
                add(items, Blob.of(Artifact.EMPTY));
                add(items, variant.module());
                variant.statements().forEach(statement -> add(items, statement.bundle()));
                addMade(items, variant.artifact(), () -> artifact(entry, variant, faults), faults);
                addMade(
                        items,
                        variant.referrers(),
                        () -> Artifact.referrers(variant.artifact(), entry, variant),
                        faults);
            }
        }
        return Collections.unmodifiableCollection(items.values());
    }

    private interface Made {
        List<byte[]> documents();
    }

    /** What Assay makes of a release is the same each time, so it need not be read to know what it names. */
    private void addMade(Map<String, Inventory.Item> items, Blob last, Made made, Faults faults) {
        List<Blob> blobs = made.documents().stream().map(Blob::of).toList();
        if (!blobs.isEmpty() && blobs.getLast().equals(last)) {
            blobs.forEach(blob -> add(items, blob));
        } else {
            // Made by another version, which wrote it otherwise.
            walk(items, last, 0, faults);
        }
    }

    private List<byte[]> artifact(Entry entry, ListedVariant variant, Faults faults) {
        String path = Places.blob(index.plugin(), entry.manifest().digest());
        try {
            byte[] yaml = Contents.of(source).read(path, entry.manifest());
            return Artifact.module(variant.module(), Manifest.read(yaml, Manifest.FILE), entry.published());
        } catch (RegistryException e) {
            faults.found(path, e);
        } catch (ModelException e) {
            faults.found(path, new RegistryException("it is no plugin.yaml: " + e.getMessage(), e));
        }
        return List.of();
    }

    private void walk(Map<String, Inventory.Item> items, Blob document, int depth, Faults faults) {
        String path = Places.blob(index.plugin(), document.digest());
        try {
            if (document.size() > MOST_DOCUMENT_BYTES || depth > DEEPEST) {
                throw new RegistryException(
                        path + " is no OCI document: it is too large, or too far from what the index names");
            }
            byte[] bytes = Contents.of(source).read(path, document);
            JsonNode json = Json.read(bytes, MOST_DOCUMENT_BYTES);
            for (Described named : described(json)) {
                if (named.isDocument()) {
                    walk(items, named.blob(), depth + 1, faults);
                } else {
                    add(items, named.blob());
                }
            }
        } catch (RegistryException e) {
            faults.found(path, e);
        } catch (ModelException e) {
            faults.found(path, new RegistryException("it is no OCI document: " + e.getMessage(), e));
        }
        add(items, document);
    }

    /** What an OCI document says of another file; that which it refers to itself is listed elsewhere. */
    private record Described(Blob blob, boolean isDocument) {}

    private static List<Described> described(JsonNode document) {
        List<Described> all = new ArrayList<>();
        Stream.concat(
                        Stream.of(document.path("config")).filter(JsonNode::isObject),
                        Stream.of("layers", "manifests")
                                .flatMap(list -> document.path(list).valueStream()))
                .forEach(each -> {
                    Fields fields = Fields.of(each, "descriptor");
                    String type = fields.text("mediaType");
                    Blob blob =
                            new Blob(fields.value("digest", Digest::parse), fields.integer("size", 0, Blob.LARGEST));
                    all.add(new Described(
                            blob, type.equals(Artifact.MANIFEST_TYPE) || type.equals(Artifact.INDEX_TYPE)));
                });
        return all;
    }

    private void add(Map<String, Inventory.Item> items, Blob blob) {
        String path = Places.blob(index.plugin(), blob.digest());
        if (items.size() >= MOST_FILES) {
            throw new RegistryException("the index lists more than " + MOST_FILES + " files of " + index.plugin()
                    + ", which no registry of Assay's holds. Ask its publisher");
        }
        items.putIfAbsent(path, new Inventory.Item(path, blob));
    }

    /** The bytes of a file of the layout that follow from the rest of it; empty if it is of no such kind, or damaged too. */
    public Optional<byte[]> remade(Digest digest) {
        if (Digest.of(Artifact.EMPTY).equals(digest)) {
            return Optional.of(Artifact.EMPTY.clone());
        }
        for (Entry entry : index.releases()) {
            for (ListedVariant variant : entry.variants()) {
                Optional<byte[]> found = Stream.concat(
                                artifact(entry, variant, (_, _) -> {}).stream(),
                                Artifact.referrers(variant.artifact(), entry, variant).stream())
                        .filter(bytes -> Digest.of(bytes).equals(digest))
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
