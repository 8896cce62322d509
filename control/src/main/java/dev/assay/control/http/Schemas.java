package dev.assay.control.http;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.control.http.Reply.Problem.Fault;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * The schemas of a document that holds many, such as openapi.yaml, by where they are in it; or the one schema that a
 * document is. Nothing that the document does not hold is ever fetched. Thread-safe.
 */
public final class Schemas {
    private static final String NAME = "urn:assay:schemas";
    private static final int MOST_FAULTS = 50;

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> read = new ConcurrentHashMap<>();

    public Schemas(JsonNode document) {
        this.document = document;
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(NAME, document.toString())));
    }

    /**
     * Every fault of a value, at most 50. That the schema itself cannot be used is a fault too: nothing passes by it.
     *
     * @param pointer where the schema is (RFC 6901); empty for the whole document
     */
    public List<Fault> faults(String pointer, JsonNode value) {
        try {
            return read.computeIfAbsent(pointer, this::schema).validate(value).stream()
                    .limit(MOST_FAULTS)
                    .map(error -> new Fault("$" + error.getInstanceLocation(), Inert.line(error.getMessage(), 500)))
                    .toList();
        } catch (SchemaException e) {
            return List.of(
                    new Fault("$", "its schema cannot be used: " + Inert.line(String.valueOf(e.getMessage()), 300)));
        } catch (StackOverflowError e) {
            return List.of(new Fault("$", "its schema refers to itself without end"));
        }
    }

    /** A part of the document is read by itself, and what it refers to by the document's name. */
    private Schema schema(String pointer) {
        if (pointer.isEmpty()) {
            return registry.getSchema(SchemaLocation.of(NAME));
        }
        String part = document.at(pointer).toString().replace("\"$ref\":\"#/", "\"$ref\":\"" + NAME + "#/");
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        return registry.getSchema(Json.read(bytes, bytes.length));
    }
}
