package dev.assay.control;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.fleet.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the findings of a result say, in short.
 *
 * @param shown the first of them, those that are not satisfied before the others
 */
record Findings(int satisfied, int notSatisfied, List<Finding> shown) {
    private static final int MOST_SHOWN = 100;
    private static final int MOST_CHARACTERS = 300;

    /** A finding. Its texts come from a plugin: they are bounded and on one line, but otherwise whatever it wrote. */
    record Finding(String title, String target, boolean satisfied, String reason) {
        static Finding fromJson(JsonNode json) {
            return new Finding(
                    json.path("title").asString(""),
                    json.path("target").asString(""),
                    json.path("satisfied").asBoolean(false),
                    json.path("reason").asString(""));
        }
    }

    static Findings of(Result result) {
        List<Finding> all = new ArrayList<>();
        result.response()
                .map(response -> response.path("findings"))
                .filter(JsonNode::isArray)
                .ifPresent(findings -> findings.forEach(finding -> all.add(finding(finding))));
        int satisfied = (int) all.stream().filter(Finding::satisfied).count();
        return new Findings(
                satisfied,
                all.size() - satisfied,
                all.stream()
                        .sorted(Comparator.comparing(Finding::satisfied))
                        .limit(MOST_SHOWN)
                        .toList());
    }

    /** Only what says that it is satisfied counts as satisfied. */
    private static Finding finding(JsonNode json) {
        JsonNode status = json.path("target").path("status");
        return new Finding(
                text(json.path("title")),
                text(json.path("target").path("target-id")),
                status.path("state").asString("").equals("satisfied"),
                text(status.path("reason")));
    }

    private static String text(JsonNode node) {
        return Inert.line(node.asString(""), MOST_CHARACTERS);
    }

    static List<Finding> read(JsonNode json) {
        List<Finding> all = new ArrayList<>();
        json.forEach(finding -> all.add(Finding.fromJson(finding)));
        return all;
    }

    ArrayNode toJson() {
        ArrayNode json = Json.array();
        for (Finding finding : shown) {
            ObjectNode one = json.addObject()
                    .put("title", finding.title())
                    .put("target", finding.target())
                    .put("satisfied", finding.satisfied());
            one.put("reason", finding.reason());
        }
        return json;
    }
}
