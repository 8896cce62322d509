package dev.assay.audit.report;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import tools.jackson.databind.JsonNode;

/** Writes JSON that is harmless where it is shown as it stands, whatever a module or a path is called. */
final class InertJson {
    private InertJson() {}

    /** Indented, ended by a line feed. */
    static String pretty(JsonNode node) {
        return Inert.json(Json.pretty(node));
    }

    /** On one line, ended by a line feed. */
    static String line(JsonNode node) {
        return Inert.json(node.toString()) + "\n";
    }
}
