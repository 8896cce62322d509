package dev.assay.cli.demo;

import dev.assay.model.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What {@code assay runtime once --json} printed: the runtime's status and the results of the round. */
record Round(JsonNode json) {
    /** The status of this plugin, as the runtime reports it. */
    JsonNode plugin(String name) {
        for (JsonNode plugin : json.path("status").path("plugins")) {
            if (plugin.path("plugin").asString("").equals(name)) {
                return plugin;
            }
        }
        throw new DemoException("the runtime says nothing of " + name);
    }

    String state(String name) {
        return plugin(name).path("state").asString("");
    }

    boolean isActive(String name) {
        return state(name).equals("active");
    }

    /** The first reason why it is not active, {@code code: message}. */
    String reason(String name) {
        JsonNode reason = plugin(name).path("reasons").path(0);
        return reason.path("code").asString("") + ": " + reason.path("message").asString("");
    }

    /** The result of this plugin's run in this round. */
    Optional<JsonNode> result(String name) {
        for (JsonNode result : json.path("results")) {
            if (result.path("plugin").asString("").equals(name)) {
                return Optional.of(result);
            }
        }
        return Optional.empty();
    }

    String outcome(String name) {
        return result(name).map(r -> r.path("outcome").asString("")).orElse("none");
    }

    double seconds(String name) {
        return result(name).map(r -> r.path("duration-ms").asLong(0) / 1000.0).orElse(0.0);
    }

    long fuel(String name) {
        return result(name).map(r -> r.path("fuel").asLong(0)).orElse(0L);
    }

    int findings(String name) {
        return result(name).map(r -> r.path("response").path("findings").size()).orElse(0);
    }

    /** Ends the demonstration unless the plugin is active. */
    void requireActive(String name) {
        if (!isActive(name)) {
            throw new DemoException(name + " is " + state(name) + ", not active: " + reason(name));
        }
    }

    /** Ends the demonstration unless the plugin's run of this round ended so. */
    void requireOutcome(String name, String outcome) {
        if (!outcome(name).equals(outcome)) {
            String detail = result(name).map(r -> r.path("detail").asString("")).orElse("there was no run");
            throw new DemoException(name + " ended as " + outcome(name) + ", not " + outcome + ": " + detail);
        }
    }

    /** How many of them are not satisfied. */
    int notSatisfied(String name) {
        int count = 0;
        for (JsonNode finding :
                result(name).map(r -> r.path("response").path("findings")).orElseGet(Json::array)) {
            String state = finding.path("target").path("status").path("state").asString("");
            count += state.equals("not-satisfied") ? 1 : 0;
        }
        return count;
    }
}
