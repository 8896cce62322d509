package dev.assay.audit;

import dev.assay.model.Json;
import tools.jackson.databind.JsonNode;

/**
 * Writes JSON in printable ASCII without {@code <}, {@code >} and {@code &}: whatever a module or a path is called, the
 * text moves no cursor, turns no direction and opens no tag where it is shown as it stands. Readers get the same values.
 */
final class InertJson {
    private InertJson() {}

    /** Indented, ended by a line feed. */
    static String pretty(JsonNode node) {
        return escape(Json.pretty(node));
    }

    /** On one line, ended by a line feed. */
    static String line(JsonNode node) {
        return escape(node.toString()) + "\n";
    }

    /** Outside of texts JSON has none of these characters, so each stands in one and may be an escape there. */
    private static String escape(String json) {
        StringBuilder out = new StringBuilder(json.length() + 64);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c > 0x7e || c == '<' || c == '>' || c == '&') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
