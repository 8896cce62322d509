package dev.assay.github.fake;

import dev.assay.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The least that a schema allows, so that a test's state has to name only what it is about. */
final class Specimen {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final OpenApi description;

    Specimen(OpenApi description) {
        this.description = description;
    }

    /**
     * {@code state}, with every field added that {@code schema} requires and it lacks, in it and in what it holds. What
     * the schema does not describe is taken out of it, so that an answer is no more than GitHub gives.
     */
    JsonNode fill(JsonNode schema, JsonNode state) {
        JsonNode shape = shape(schema);
        if (state.isArray()) {
            var array = Json.array();
            state.forEach(element -> array.add(fill(shape.path("items"), element)));
            return array;
        }
        if (!state.isObject() || !shape.has("properties")) {
            return state;
        }
        ObjectNode whole = Json.object();
        shape.path("properties").properties().forEach(property -> {
            JsonNode known = state.path(property.getKey());
            if (!known.isMissingNode()) {
                whole.set(property.getKey(), fill(property.getValue(), known));
            }
        });
        for (JsonNode name : shape.path("required")) {
            if (!whole.has(name.asString())) {
                whole.set(name.asString(), least(shape.path("properties").path(name.asString())));
            }
        }
        return whole;
    }

    private JsonNode least(JsonNode schema) {
        JsonNode shape = shape(schema);
        if (shape.path("nullable").asBoolean(false)) {
            return NODES.nullNode();
        }
        if (shape.has("enum")) {
            return shape.path("enum").path(0);
        }
        return switch (shape.path("type").asString(shape.has("properties") ? "object" : "string")) {
            case "object" -> fill(shape, Json.object());
            case "array" -> Json.array();
            case "integer", "number" ->
                NODES.numberNode(Math.max(1, shape.path("minimum").asInt(1)));
            case "boolean" -> NODES.booleanNode(false);
            default -> NODES.stringNode(text(shape.path("format").asString("")));
        };
    }

    private static String text(String format) {
        return switch (format) {
            case "uri" -> "https://github.example/";
            case "date-time" -> "2026-01-01T00:00:00Z";
            case "email" -> "somebody@github.example";
            default -> "-";
        };
    }

    /** One object schema: references followed, the first of alternatives taken, parts put together. */
    private JsonNode shape(JsonNode schema) {
        JsonNode resolved = description.resolve(schema);
        for (String alternatives : new String[] {"anyOf", "oneOf"}) {
            if (resolved.has(alternatives) && !resolved.has("properties")) {
                return shape(resolved.path(alternatives).path(0));
            }
        }
        if (!resolved.has("allOf")) {
            return resolved;
        }
        ObjectNode together = Json.object().put("type", "object");
        ObjectNode properties = together.putObject("properties");
        var required = together.putArray("required");
        for (JsonNode part : resolved.path("allOf")) {
            JsonNode shape = shape(part);
            properties.setAll((ObjectNode) shape.path("properties").deepCopy());
            shape.path("required").forEach(required::add);
        }
        together.put("nullable", resolved.path("nullable").asBoolean(false));
        return together;
    }
}
