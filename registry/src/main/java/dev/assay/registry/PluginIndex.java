package dev.assay.registry;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The releases of one plugin: the document {@code assay.plugin-index/1}. Its signature and its expiry are those of the
 * head that names its digest.
 *
 * @param number rises with each change of this document
 * @param releases sorted by version, newest first
 */
record PluginIndex(PluginName plugin, long number, List<Entry> releases) {
    private static final String FORMAT = "assay.plugin-index";
    private static final int VERSION = 1;
    private static final int MOST_RELEASES = 10_000;

    PluginIndex {
        releases = releases.stream()
                .sorted(Comparator.comparing(Entry::version).reversed())
                .toList();
        if (releases.size() > MOST_RELEASES
                || releases.stream().map(Entry::version).distinct().count() != releases.size()) {
            throw new InvalidValueException(
                    "index of " + plugin, "it lists a version twice, or more than " + MOST_RELEASES + " versions");
        }
    }

    static PluginIndex first(PluginName plugin) {
        return new PluginIndex(plugin, 0, List.of());
    }

    Optional<Entry> find(Version version) {
        return releases.stream()
                .filter(entry -> entry.version().equals(version))
                .findFirst();
    }

    /** With this entry, in the place of the one of the same version if there is one. */
    PluginIndex with(Entry entry) {
        List<Entry> all = new ArrayList<>(releases);
        all.removeIf(other -> other.version().equals(entry.version()));
        all.add(entry);
        return new PluginIndex(plugin, number + 1, all);
    }

    ObjectNode toJson() {
        ObjectNode json =
                Json.document(FORMAT, VERSION).put("plugin", plugin.toString()).put("number", number);
        ArrayNode list = json.putArray("releases");
        releases.forEach(entry -> list.add(entry.toJson()));
        return json;
    }

    static PluginIndex fromJson(JsonNode document) {
        Json.requireFormat(document, FORMAT, VERSION);
        Fields fields = Fields.of(document, "$");
        fields.text("format");
        PluginName plugin = fields.value("plugin", PluginName::parse);
        PluginIndex index = new PluginIndex(
                plugin,
                fields.integer("number", 1, Json.LARGEST_INTEGER),
                fields.objects("releases", MOST_RELEASES).stream()
                        .map(entry -> Entry.fromJson(plugin, entry))
                        .toList());
        fields.end();
        return index;
    }
}
