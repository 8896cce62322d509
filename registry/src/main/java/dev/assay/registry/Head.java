package dev.assay.registry;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.trust.DocumentKind;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the whole registry says at one time: the one signed document, {@code assay.index/1}. It names the list of releases of each
 * plugin and the list of revocations by digest and size, so what they say is signed too, and parts of different times
 * cannot be mixed.
 *
 * @param number rises with each publication; a reader that saw a higher one refuses a lower one
 * @param expires from then on it is no longer the newest word
 */
record Head(long number, Instant issued, Instant expires, SortedMap<PluginName, Blob> plugins, Blob revocations) {
    private static final int VERSION = 1;
    private static final int MOST_PLUGINS = 100_000;

    Head {
        plugins = Collections.unmodifiableSortedMap(new TreeMap<>(plugins));
        if (!expires.isAfter(issued)) {
            throw new InvalidValueException("index " + number, "it expires before it was issued");
        }
    }

    ObjectNode toJson() {
        ObjectNode json = Json.document(DocumentKind.INDEX.noun(), VERSION)
                .put("number", number)
                .put("issued", issued.toString())
                .put("expires", expires.toString());
        json.set("revocations", revocations.toJson());
        ArrayNode list = json.putArray("plugins");
        plugins.forEach((name, index) -> list.add(index.toJson().put("name", name.toString())));
        return json;
    }

    static Head fromJson(JsonNode document) {
        Json.requireFormat(document, DocumentKind.INDEX.noun(), VERSION);
        Fields fields = Fields.of(document, "$");
        fields.text("format");
        SortedMap<PluginName, Blob> plugins = new TreeMap<>();
        for (Fields plugin : fields.objects("plugins", MOST_PLUGINS)) {
            PluginName name = plugin.value("name", PluginName::parse);
            if (plugins.put(name, Blob.fromJson(plugin)) != null) {
                throw new InvalidValueException("index", "it lists " + name + " twice");
            }
        }
        Head head = new Head(
                fields.integer("number", 1, Json.LARGEST_INTEGER),
                fields.instant("issued"),
                fields.instant("expires"),
                plugins,
                Blob.fromJson(fields.object("revocations")));
        fields.end();
        return head;
    }
}
