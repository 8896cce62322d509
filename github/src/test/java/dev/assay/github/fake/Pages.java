package dev.assay.github.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.model.Json;
import java.net.URLEncoder;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers a list a page at a time, with the {@code Link} header that names the next.
 *
 * @param address what was asked, without the query
 */
record Pages(String address, Map<String, String> query) {
    /** The asked page of {@code body} where it is a list, or holds one as {@code artifacts}; anything else as it is. */
    JsonNode cut(JsonNode body, Map<String, String> headers) {
        if (body instanceof ArrayNode list) {
            return page(list, headers);
        }
        if (body.path("artifacts") instanceof ArrayNode list) {
            ObjectNode answer = ((ObjectNode) body).deepCopy();
            answer.set("artifacts", page(list, headers));
            return answer;
        }
        return body;
    }

    private ArrayNode page(ArrayNode list, Map<String, String> headers) {
        int size = Math.clamp(Integer.parseInt(query.getOrDefault("per_page", "30")), 1, 100);
        int page = Math.max(1, Integer.parseInt(query.getOrDefault("page", "1")));
        ArrayNode cut = Json.array();
        for (int i = (page - 1) * size; i < Math.min(page * size, list.size()); i++) {
            cut.add(list.path(i));
        }
        if (page * size < list.size()) {
            StringBuilder next = new StringBuilder(address).append("?page=").append(page + 1);
            query.forEach((name, value) -> {
                if (!name.equals("page")) {
                    next.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8));
                }
            });
            headers.put("Link", "<" + address + ">; rel=\"first\", <" + next + ">; rel=\"next\"");
        }
        return cut;
    }
}
