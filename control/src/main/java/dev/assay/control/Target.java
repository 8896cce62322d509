package dev.assay.control;

import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.Json;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** For which runtimes a requirement is. */
sealed interface Target {
    /** Exactly this one. */
    record One(UUID runtime) implements Target {}

    /** Those that have all of these labels; with none, every runtime. */
    record Labelled(SortedMap<String, String> labels) implements Target {}

    /** From {@code runtime} or {@code selector}, of which exactly one is there. */
    static Target of(Fields fields) {
        var runtime = fields.optionalValue("runtime", Ids::parse);
        return runtime.isPresent() ? new One(runtime.get()) : new Labelled(labels(fields.node("selector")));
    }

    default void into(ObjectNode json) {
        switch (this) {
            case One one -> json.put("runtime", one.runtime().toString());
            case Labelled labelled -> json.set("selector", toJson(labelled.labels()));
        }
    }

    default boolean includes(UUID runtime, Map<String, String> labels) {
        return switch (this) {
            case One one -> one.runtime().equals(runtime);
            case Labelled labelled ->
                labels.entrySet().containsAll(labelled.labels().entrySet());
        };
    }

    /** The more exactly it names a runtime, the more it counts. */
    default int rank() {
        return switch (this) {
            case One one -> Integer.MAX_VALUE;
            case Labelled labelled -> labelled.labels().size();
        };
    }

    static SortedMap<String, String> labels(JsonNode json) {
        SortedMap<String, String> labels = new TreeMap<>();
        json.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }

    static ObjectNode toJson(Map<String, String> labels) {
        ObjectNode json = Json.object();
        labels.forEach(json::put);
        return json;
    }
}
