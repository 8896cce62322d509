package dev.assay.control;

import dev.assay.control.http.Call;
import dev.assay.control.http.Reply.Answer;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One page of a list: what comes after the cursor, which is the place of the last element of the page before. Elements
 * that are added meanwhile neither move nor double the others.
 *
 * @param limit most elements of the page
 */
record Page(Optional<String> cursor, int limit) {
    private static final int USUAL = 50;

    static Page of(Call call) {
        return new Page(call.optional("cursor"), call.number("limit", USUAL));
    }

    /** How many rows to ask for: one more shows that there is a next page. */
    int fetch() {
        return limit + 1;
    }

    /** The number after which the page begins. */
    long after(long otherwise) {
        return cursor.map(text -> {
                    if (!text.matches("[0-9]{1,18}")) {
                        throw new InvalidValueException("cursor", text, "the 'next' of the page before");
                    }
                    return Long.parseLong(text);
                })
                .orElse(otherwise);
    }

    /** The text after which the page begins. */
    String after() {
        return cursor.orElse("");
    }

    <T> Answer answer(List<T> rows, Function<T, Object> place, Function<T, JsonNode> json) {
        ObjectNode out = Json.object();
        ArrayNode items = out.putArray("items");
        List<T> shown = rows.subList(0, Math.min(limit, rows.size()));
        shown.forEach(row -> items.add(json.apply(row)));
        if (rows.size() > limit) {
            out.put("next", String.valueOf(place.apply(shown.getLast())));
        }
        return Answer.json(out);
    }
}
