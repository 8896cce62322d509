package dev.assay.sandbox;

import dev.assay.model.Inert;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Whether one JSON value contains another: an object contains one whose every key it has with a value that contains the other's;
 * an array contains one whose every element is contained in some element of it; anything else must be equal.
 */
final class Containment {
    private Containment() {}

    /** Where the whole does not contain the part, each with its JSON path; empty if it does. */
    static List<String> problems(JsonNode part, JsonNode whole) {
        List<String> problems = new ArrayList<>();
        compare(part, whole, "$", problems);
        return List.copyOf(problems);
    }

    private static void compare(JsonNode part, JsonNode whole, String path, List<String> problems) {
        if (part.isObject() && whole.isObject()) {
            part.properties().forEach(entry -> {
                String inner = path + "." + entry.getKey();
                if (whole.has(entry.getKey())) {
                    compare(entry.getValue(), whole.path(entry.getKey()), inner, problems);
                } else {
                    problems.add(inner + " is missing");
                }
            });
        } else if (part.isArray() && whole.isArray()) {
            IntStream.range(0, part.size())
                    .filter(i -> !containsSomewhere(part.path(i), whole))
                    .forEach(i -> problems.add(path + "[" + i + "] is in no element: " + show(part.path(i))));
        } else if (!part.equals(whole)) {
            problems.add(path + " is " + show(whole) + ", expected " + show(part));
        }
    }

    private static boolean containsSomewhere(JsonNode element, JsonNode array) {
        return IntStream.range(0, array.size())
                .anyMatch(i -> problems(element, array.path(i)).isEmpty());
    }

    private static String show(JsonNode node) {
        return Inert.line(node.toString(), 200);
    }
}
