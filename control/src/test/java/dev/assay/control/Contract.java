package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.control.http.Form;
import dev.assay.control.http.Schemas;
import dev.assay.model.Document;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks exchanges against openapi.yaml: the request if it was accepted, the response always. */
final class Contract {
    private final ObjectNode document = Json.object();
    private final Schemas schemas;

    /** An operation, with where it is in the document. */
    record Operation(String id, String method, String path, String pointer, List<String> roles, boolean hasBody) {
        boolean matches(String otherMethod, String otherPath) {
            String pattern = Pattern.quote(path).replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q");
            return method.equals(otherMethod) && otherPath.matches(pattern);
        }
    }

    Contract() {
        try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
            assertThat(in).isNotNull();
            Document text = Document.read(in.readAllBytes(), "openapi.yaml");
            text.keys().forEach(key -> document.set(key, text.json(key).orElseThrow()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        schemas = new Schemas(document);
    }

    List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (method.getValue().has("operationId")) {
                    List<String> roles = new ArrayList<>();
                    method.getValue().path("x-role").forEach(role -> roles.add(role.asString("")));
                    all.add(new Operation(
                            method.getValue().path("operationId").asString(""),
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            "/paths/" + escape(path.getKey()) + "/" + method.getKey(),
                            roles,
                            method.getValue().has("requestBody")));
                }
            }
        }
        return all;
    }

    void check(String method, URI uri, String body, String type, HttpResponse<String> response) {
        Optional<Operation> found = operations().stream()
                .filter(operation -> operation.matches(method, uri.getRawPath()))
                .findFirst();
        if (found.isEmpty()) {
            assertThat(response.statusCode())
                    .as("%s %s is not in openapi.yaml", method, uri)
                    .isIn(404, 405);
            checkProblem(response);
            return;
        }
        if (response.statusCode() < 400) {
            checkRequest(found.get(), body, type);
        }
        checkResponse(found.get(), response);
    }

    private void checkRequest(Operation operation, String body, String type) {
        JsonNode content = document.at(operation.pointer() + "/requestBody/content");
        if (content.isMissingNode()) {
            assertThat(body).as("body of %s", operation.id()).isEmpty();
            return;
        }
        assertThat(content.has(type))
                .as("media type of %s: %s", operation.id(), type)
                .isTrue();
        String schema = operation.pointer() + "/requestBody/content/" + escape(type) + "/schema";
        assertThat(schemas.faults(schema, type.endsWith("json") ? json(body) : form(body)))
                .as("request of %s", operation.id())
                .isEmpty();
    }

    private void checkResponse(Operation operation, HttpResponse<String> response) {
        String pointer = operation.pointer() + "/responses/" + response.statusCode();
        if (document.at(pointer).isMissingNode()) {
            assertThat(response.statusCode())
                    .as("%s does not name this status", operation.id())
                    .isGreaterThanOrEqualTo(400);
            pointer = operation.pointer() + "/responses/default";
        }
        if (document.at(pointer).has("$ref")) {
            pointer = document.at(pointer).path("$ref").asString("").substring(1);
        }
        for (String header : document.at(pointer + "/headers").propertyNames()) {
            assertThat(response.headers().firstValue(header))
                    .as("header %s of %s", header, operation.id())
                    .isPresent();
        }
        JsonNode content = document.at(pointer + "/content");
        if (content.isMissingNode()) {
            assertThat(response.body()).as("body of %s", operation.id()).isEmpty();
            return;
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        assertThat(content.has(type))
                .as("media type of the answer of %s: %s", operation.id(), type)
                .isTrue();
        if (type.endsWith("json")) {
            assertThat(schemas.faults(pointer + "/content/" + escape(type) + "/schema", json(response.body())))
                    .as("answer of %s: %s", operation.id(), response.body())
                    .isEmpty();
        }
        if (response.statusCode() >= 400) {
            checkProblem(response);
        }
    }

    private void checkProblem(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(schemas.faults("/components/schemas/Problem", json(response.body())))
                .isEmpty();
        assertThat(json(response.body()).path("status").asInt(0)).isEqualTo(response.statusCode());
    }

    private static JsonNode json(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Json.read(bytes, Math.max(bytes.length, 1));
    }

    private static JsonNode form(String text) {
        ObjectNode out = Json.object();
        new TreeMap<>(Form.parse(text)).forEach(out::put);
        return out;
    }

    private static String escape(String part) {
        return part.replace("~", "~0").replace("/", "~1");
    }
}
