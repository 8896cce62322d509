package dev.assay.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the host asks a plugin, {@code docs/contract}. A subject is there when the plugin selected some.
 *
 * @param config checked against the plugin's schema before
 * @param policyData given to the plugin as it is
 */
public record Request(
        UUID runId,
        UUID runtimeId,
        Instant deadline,
        PluginName plugin,
        Version version,
        Digest module,
        List<String> controlIds,
        Optional<JsonNode> subject,
        JsonNode config,
        JsonNode policyData,
        JsonNode labels) {
    /** The one version of request and response that there is. */
    public static final String ABI = "1";

    public Request {
        controlIds = List.copyOf(controlIds);
    }

    /** A request with nothing but who asks whom, and the configuration. */
    public static Request of(
            UUID runId,
            UUID runtimeId,
            Instant deadline,
            PluginName plugin,
            Version version,
            Digest module,
            JsonNode config) {
        return of(runId, runtimeId, deadline, plugin, version, module, config, Json.object());
    }

    /** The same with policy data. */
    public static Request of(
            UUID runId,
            UUID runtimeId,
            Instant deadline,
            PluginName plugin,
            Version version,
            Digest module,
            JsonNode config,
            JsonNode policyData) {
        return new Request(
                runId,
                runtimeId,
                deadline,
                plugin,
                version,
                module,
                List.of(),
                Optional.empty(),
                config,
                policyData,
                Json.object());
    }

    /** The document that the guest's {@code assay_assess} gets. */
    public ObjectNode toJson() {
        ObjectNode out = Json.object()
                .put("abi", ABI)
                .put("run-id", runId.toString())
                .put("runtime-id", runtimeId.toString())
                .put("deadline", deadline.toString());
        out.putObject("plugin")
                .put("name", plugin.toString())
                .put("version", version.toString())
                .put("digest", module.toString());
        out.putObject("plan").set("control-ids", Json.texts(controlIds));
        subject.ifPresent(node -> out.set("subject", node));
        out.set("config", config);
        out.set("policy-data", policyData);
        out.set("labels", labels);
        return out;
    }
}
