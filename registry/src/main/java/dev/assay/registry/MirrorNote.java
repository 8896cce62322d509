package dev.assay.registry;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.PluginName;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a mirror says of itself, for people and for messages: the document {@code assay.mirror/1}. Nobody signed it and nothing is
 * believed for it; a mirror that lies in it withholds, which any source can.
 *
 * @param until when readers accept what it mirrors no more
 * @param index the number of the index that it mirrors
 * @param plugins which it holds; empty: all
 */
public record MirrorNote(Instant until, long index, Optional<SortedSet<PluginName>> plugins) {
    /** Where a mirror has it. */
    public static final String FILE = "mirror.json";

    private static final String NOUN = "assay.mirror";
    private static final int FORMAT = 1;
    private static final int MOST_PLUGINS = 100_000;
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_NAMED = 5;

    public MirrorNote {
        plugins = plugins.map(names -> Collections.unmodifiableSortedSet(new TreeSet<>(names)));
    }

    /**
     * What a source says of itself; empty where it says nothing, or nothing that could be read.
     *
     * @throws RegistryException when it is of a newer format
     */
    public static Optional<MirrorNote> of(Source source) {
        try {
            return Optional.of(read(source.read(FILE, MOST_BYTES)));
        } catch (RegistryException _) {
            return Optional.empty();
        } catch (ModelException e) {
            throw new RegistryException(source + "/" + FILE + ": " + e.getMessage(), e);
        }
    }

    private static MirrorNote read(byte[] bytes) {
        Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "mirror");
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        MirrorNote note = new MirrorNote(
                fields.instant("accepted-until"),
                fields.integer("index", 1, Json.LARGEST_INTEGER),
                fields.has("plugins")
                        ? Optional.of(fields.texts("plugins", MOST_PLUGINS).stream()
                                .map(PluginName::parse)
                                .collect(Collectors.toCollection(TreeSet::new)))
                        : Optional.empty());
        fields.end();
        return note;
    }

    public byte[] toBytes() {
        ObjectNode json = Json.document(NOUN, FORMAT)
                .put("accepted-until", until.toString())
                .put("index", index);
        plugins.ifPresent(names -> json.set(
                "plugins", Json.texts(names.stream().map(PluginName::toString).toList())));
        return Json.canonical(json);
    }

    /** Whether it holds this plugin, if the index lists it. */
    public boolean holds(PluginName plugin) {
        return plugins.isEmpty() || plugins.get().contains(plugin);
    }

    /** Says why a source lacks a document of its index, if that is why. */
    static ContentMissingException explained(Source source, String path, ContentMissingException missing) {
        return path.startsWith("targets/index/")
                ? of(source)
                        .flatMap(MirrorNote::plugins)
                        .map(names -> new ContentMissingException(source
                                + " mirrors only some of the plugins of its registry, "
                                + names.stream()
                                        .limit(MOST_NAMED)
                                        .map(PluginName::toString)
                                        .collect(Collectors.joining(", "))
                                + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " others" : "")
                                + ", and has no " + path + ". Have the plugin mirrored too, or read another copy"))
                        .orElse(missing)
                : missing;
    }
}
