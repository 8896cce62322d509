package dev.assay.runtime;

import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.Request;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is reported of a plugin that did not assess: an explicit finding that the assessment is not satisfied. A plugin
 * that is silent, for whatever reason, must not look like one with nothing to report.
 */
final class RuntimeFinding {
    /** The objective that is not satisfied: that the required assessment was made. */
    static final String TARGET = "assay-runtime-assessment_obj";

    private static final String KEY = "runtime-assessment";

    private RuntimeFinding() {}

    /** In the form of a response, so that it takes the same way as one. */
    static ObjectNode response(PluginName plugin, List<Reason> reasons) {
        ObjectNode out = Json.object().put("abi", Request.ABI).put("status", "failure");
        reasons.forEach(reason ->
                out.withArray("errors").addObject().put("code", reason.code()).put("message", reason.message()));
        addTo(out, plugin, reasons);
        return out;
    }

    /** Adds the finding to what a plugin reported before it failed; its own keys stay. */
    static void addTo(ObjectNode response, PluginName plugin, List<Reason> reasons) {
        String description =
                String.join("\n", reasons.stream().map(Reason::toString).toList());
        String key = free(response);
        response.withArray("observations")
                .addObject()
                .put("key", key)
                .put("title", "The runtime could not complete the assessment of " + plugin)
                .put("description", description)
                .putArray("methods")
                .add("TEST");
        ObjectNode finding = response.withArray("findings")
                .addObject()
                .put("key", key)
                .put("title", plugin + " did not assess")
                .put("description", description);
        ObjectNode target =
                finding.putObject("target").put("type", "objective-id").put("target-id", TARGET);
        target.putObject("status").put("state", "not-satisfied").put("reason", "other");
        finding.putArray("related-observations").add(key);
    }

    /** A key that the plugin has not taken. */
    private static String free(ObjectNode response) {
        String key = KEY;
        while (isTaken(response, "observations", key) || isTaken(response, "findings", key)) {
            key += "-host";
        }
        return key;
    }

    private static boolean isTaken(ObjectNode response, String list, String key) {
        return response.path(list)
                .valueStream()
                .anyMatch(node -> key.equals(node.path("key").asString("")));
    }
}
