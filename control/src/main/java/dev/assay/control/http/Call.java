package dev.assay.control.http;

import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.Json;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A call that may be made: the caller has the role, and the parameters and the body are as openapi.yaml says.
 *
 * @param parameters path, query and header parameters, by name
 * @param body an empty object where the operation has none
 */
public record Call(Caller caller, Map<String, String> parameters, JsonNode body, String peer) {
    public String parameter(String name) {
        return optional(name).orElseThrow(() -> new IllegalStateException("openapi.yaml: no parameter " + name));
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    public UUID id(String name) {
        return Ids.parse(parameter(name));
    }

    /** The whole number of a parameter, or its default. */
    public int number(String name, int otherwise) {
        return optional(name).map(Integer::valueOf).orElse(otherwise);
    }

    /** The fields of the body. */
    public Fields fields() {
        return Fields.of(body, "$");
    }

    static JsonNode noBody() {
        return Json.object();
    }
}
