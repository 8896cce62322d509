package dev.assay.github.fake;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * GitHub's description of its API (OpenAPI 3.0.3), cut to what is used by {@code src/test/openapi/cut.mjs}. Stricter than
 * the description: a query parameter or a field of a request that is not described is a fault. Safe for concurrent use.
 */
final class OpenApi {
    private static final int LARGEST = 8 << 20;

    private final JsonNode description;
    private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getOpenApi30());
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    OpenApi() {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.json"))) {
            description = Json.read(in.readAllBytes(), LARGEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(java.util.Locale.ROOT),
                                path.getKey(),
                                method.getValue()))));
        // A path with more fixed segments is meant before one with fewer.
        operations.sort(java.util.Comparator.comparingInt(
                operation -> operation.template().replaceAll("[^{]", "").length()));
    }

    /** One operation of the description. */
    record Operation(String method, String template, JsonNode node) {
        String id() {
            return method + " " + template;
        }

        Optional<Map<String, String>> match(String path) {
            List<String> names = new ArrayList<>();
            Matcher parameter = Pattern.compile("\\{([a-z_]+)}").matcher(template);
            StringBuilder regex = new StringBuilder();
            int from = 0;
            while (parameter.find()) {
                names.add(parameter.group(1));
                regex.append(Pattern.quote(template.substring(from, parameter.start())))
                        .append("([^/]+)");
                from = parameter.end();
            }
            regex.append(Pattern.quote(template.substring(from)));
            Matcher matcher = Pattern.compile(regex.toString()).matcher(path);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), URLDecoder.decode(matcher.group(i + 1), StandardCharsets.UTF_8));
            }
            return Optional.of(values);
        }
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The operation that this method on this raw path is. */
    Optional<Operation> find(String method, String rawPath) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method)
                        && operation.match(rawPath).isPresent())
                .findFirst();
    }

    /** What is wrong with a request; empty if nothing. */
    List<String> faultsOfRequest(
            Operation operation, Map<String, String> path, Map<String, String> query, @Nullable JsonNode body) {
        List<String> faults = new ArrayList<>();
        Map<String, String> unknown = new LinkedHashMap<>(query);
        for (JsonNode reference : operation.node().path("parameters")) {
            JsonNode parameter = resolve(reference);
            String name = parameter.path("name").asString();
            String value = parameter.path("in").asString().equals("path") ? path.get(name) : unknown.remove(name);
            if (value != null) {
                check(parameter.path("schema"), typed(parameter.path("schema"), value), "parameter " + name, faults);
            } else if (parameter.path("required").asBoolean(false)) {
                faults.add("the parameter " + name + " is missing");
            }
        }
        unknown.keySet().forEach(name -> faults.add("the query parameter " + name + " is not described"));
        JsonNode requestBody = operation.node().path("requestBody");
        JsonNode schema = requestBody.path("content").path("application/json").path("schema");
        if (body == null) {
            if (requestBody.path("required").asBoolean(false)) {
                faults.add("the body is missing");
            }
        } else if (schema.isMissingNode()) {
            faults.add("a body is not described");
        } else {
            check(schema, body, "body", faults);
            body.propertyNames().stream()
                    .filter(name -> resolve(schema).has("properties")
                            && !resolve(schema).path("properties").has(name))
                    .forEach(name -> faults.add("the field " + name + " of the body is not described"));
        }
        return faults;
    }

    /** What is wrong with an answer; empty if nothing. */
    List<String> faultsOfAnswer(Operation operation, int status, @Nullable JsonNode body) {
        JsonNode response = resolve(operation.node().path("responses").path(String.valueOf(status)));
        if (response.isMissingNode()) {
            return List.of("the status " + status + " is not described");
        }
        JsonNode schema = response.path("content").path("application/json").path("schema");
        List<String> faults = new ArrayList<>();
        if (body != null && !schema.isMissingNode()) {
            check(schema, body, "answer", faults);
        } else if (body == null && !schema.isMissingNode()) {
            faults.add("the answer has no body");
        }
        return faults;
    }

    /** The schema of the answer that an operation gives with this status. */
    JsonNode answer(Operation operation, int status) {
        return resolve(operation.node().path("responses").path(String.valueOf(status)))
                .path("content")
                .path("application/json")
                .path("schema");
    }

    /** Follows a reference inside the description. */
    JsonNode resolve(JsonNode node) {
        JsonNode at = node;
        while (at.path("$ref").isString()) {
            at = description.at(at.path("$ref").asString().substring(1));
        }
        return at;
    }

    private void check(JsonNode schema, JsonNode value, String what, List<String> faults) {
        schemas.computeIfAbsent(schema, this::compile)
                .validate(value)
                .forEach(error -> faults.add(what + ": " + error));
    }

    private Schema compile(JsonNode schema) {
        ObjectNode document = Json.object();
        document.putArray("allOf").add(schema);
        document.set("components", description.path("components"));
        return registry.getSchema(document);
    }

    /** A parameter's text as the type that its schema wants. */
    private static JsonNode typed(JsonNode schema, String value) {
        ObjectNode holder = Json.object();
        return switch (schema.path("type").asString("")) {
            case "integer" ->
                value.matches("-?[0-9]{1,18}")
                        ? holder.put("v", Long.parseLong(value)).path("v")
                        : holder.put("v", value).path("v");
            case "boolean" -> holder.put("v", Boolean.parseBoolean(value)).path("v");
            default -> holder.put("v", value).path("v");
        };
    }
}
