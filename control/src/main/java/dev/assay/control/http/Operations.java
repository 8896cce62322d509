package dev.assay.control.http;

import dev.assay.model.Document;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The table of operations: openapi.yaml, read once. Roles, parameters and schemas come from nowhere else. */
final class Operations {
    static final String RESOURCE = "openapi.yaml";

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
    private static final int MOST_BYTES = 1 << 20;

    private final String yaml;
    private final ObjectNode document;
    private final List<Operation> all = new ArrayList<>();

    private Operations(byte[] yaml) {
        this.yaml = new String(yaml, StandardCharsets.UTF_8);
        Document text = Document.read(yaml, RESOURCE);
        this.document = Json.object();
        text.keys().forEach(key -> document.set(key, text.json(key).orElseThrow()));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .forEach(entry -> all.add(operation(path.getKey(), entry.getKey(), path.getValue()))));
    }

    static Operations load() {
        try (InputStream in = Operations.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return new Operations(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read", e);
        }
    }

    List<Operation> all() {
        return List.copyOf(all);
    }

    /** The document as people wrote it. */
    String yaml() {
        return yaml;
    }

    /** The document as JSON. */
    ObjectNode document() {
        return document;
    }

    private Operation operation(String path, String method, JsonNode siblings) {
        JsonNode node = siblings.path(method);
        String at = "/paths/" + escape(path) + "/" + method;
        String id = node.path("operationId").asString("");
        List<String> roles = new ArrayList<>();
        node.path("x-role").forEach(role -> roles.add(role.asString("")));
        List<Operation.Parameter> parameters = new ArrayList<>();
        parameters(siblings.path("parameters"), "/paths/" + escape(path) + "/parameters", parameters);
        parameters(node.path("parameters"), at + "/parameters", parameters);
        Access access = Access.of(roles, id);
        if (access.runtime() && !path.contains("/{runtime}")) {
            throw new IllegalStateException(RESOURCE + ": " + id + " lets runtimes in, but names none in its path");
        }
        JsonNode content = node.path("requestBody").path("content");
        String type = content.propertyNames().stream().findFirst().orElse("");
        return new Operation(
                id,
                method.toUpperCase(java.util.Locale.ROOT),
                parts(path),
                access,
                parameters,
                type,
                type.isEmpty() ? "" : at + "/requestBody/content/" + escape(type) + "/schema",
                node.path("x-max-bytes").asInt(MOST_BYTES));
    }

    private void parameters(JsonNode list, String at, List<Operation.Parameter> into) {
        for (int i = 0; i < list.size(); i++) {
            String pointer = at + "/" + i;
            JsonNode parameter = list.path(i);
            if (parameter.has("$ref")) {
                pointer = parameter.path("$ref").asString("").substring(1);
                parameter = document.at(pointer);
            }
            String schema = pointer + "/schema";
            into.add(new Operation.Parameter(
                    parameter.path("name").asString(""),
                    parameter.path("in").asString(""),
                    document.at(schema).path("type").asString("").equals("integer"),
                    schema));
        }
    }

    /** The parts of a path; the empty one before the first slash is left out. */
    static List<String> parts(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** RFC 6901, section 3. */
    private static String escape(String part) {
        return part.replace("~", "~0").replace("/", "~1");
    }
}
