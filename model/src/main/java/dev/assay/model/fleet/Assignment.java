package dev.assay.model.fleet;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A requirement resolved to a digest for one runtime.
 *
 * @param config what the plugin gets, checked against its schema
 * @param grants what the administrator lets it touch
 * @param limits the administrator's; manifest and runtime may narrow them
 * @param interval between the starts of two runs, at least a second
 * @param policies judge what the plugin records
 * @param policyData an object that plugin and policies get, as the administrator wrote it
 */
public record Assignment(
        PluginName plugin,
        Version version,
        Digest release,
        Digest module,
        JsonNode config,
        Capabilities grants,
        Limits limits,
        Duration interval,
        List<RecordPolicy> policies,
        JsonNode policyData) {
    public Assignment {
        policies = List.copyOf(policies);
        if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofDays(31)) > 0) {
            throw new InvalidValueException("interval", interval.toString(), "a duration from PT1S to P31D");
        }
        if (!config.isObject()) {
            throw new InvalidValueException("config", "it must be an object");
        }
        if (!policyData.isObject()) {
            throw new InvalidValueException("policy-data", "it must be an object");
        }
    }

    /** One whose records nobody judges. */
    public Assignment(
            PluginName plugin,
            Version version,
            Digest release,
            Digest module,
            JsonNode config,
            Capabilities grants,
            Limits limits,
            Duration interval) {
        this(plugin, version, release, module, config, grants, limits, interval, List.of(), Json.object());
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.object()
                .put("plugin", plugin.toString())
                .put("version", version.toString())
                .put("release", release.toString())
                .put("module", module.toString())
                .put("interval", interval.toString());
        out.set("config", config);
        out.set("grants", grants.toJson());
        out.set("limits", limits.toJson());
        // Said only where there are some: a runtime that knows no policies must refuse them, and nothing else.
        if (!policies.isEmpty()) {
            out.set("policies", RecordPolicy.toJson(policies));
        }
        if (!policyData.isEmpty()) {
            out.set("policy-data", policyData);
        }
        return out;
    }

    public static Assignment fromJson(Fields fields) {
        Assignment assignment = new Assignment(
                fields.value("plugin", PluginName::parse),
                fields.value("version", Version::parse),
                fields.value("release", Digest::parse),
                fields.value("module", Digest::parse),
                fields.object("config").whole(),
                Capabilities.fromJson(fields.object("grants")),
                Limits.fromJson(fields.object("limits")),
                fields.value("interval", Assignment::duration),
                RecordPolicy.listFromJson(fields, "policies"),
                fields.optionalNode("policy-data").orElseGet(Json::object));
        fields.end();
        return assignment;
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValueException("interval", text, "an ISO 8601 duration such as PT15M");
        }
    }
}
