package dev.assay.control.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of openapi.yaml.
 *
 * @param parts the path between slashes; {@code {name}} stands for any one part
 * @param bodyType the media type of its body; empty if it has none
 * @param bodySchema where the schema of the body is; empty if it has none
 */
record Operation(
        String id,
        String method,
        List<String> parts,
        Access access,
        List<Parameter> parameters,
        String bodyType,
        String bodySchema,
        int mostBytes) {
    /**
     * A parameter.
     *
     * @param in {@code path}, {@code query} or {@code header}
     * @param schema where its schema is
     */
    record Parameter(String name, String in, boolean number, String schema) {}

    /** The values of the path's parameters, if this is a path of this operation. */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != parts.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("{") && !path.get(i).isEmpty()) {
                values.put(part.substring(1, part.length() - 1), path.get(i));
            } else if (!part.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    boolean hasBody() {
        return !bodyType.isEmpty();
    }
}
