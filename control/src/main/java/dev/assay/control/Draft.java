package dev.assay.control;

import dev.assay.model.Capabilities;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import dev.assay.model.fleet.RecordPolicy;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an administrator asks: a requirement that is not resolved yet. */
record Draft(
        Target target,
        PluginName plugin,
        VersionRange versions,
        JsonNode config,
        Capabilities grants,
        Limits limits,
        Duration interval,
        List<RecordPolicy> policies,
        JsonNode policyData) {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(31);

    Draft {
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new InvalidValueException("$.interval", interval.toString(), "a duration from PT1S to P31D");
        }
        requireSignable("$.config", config);
        requireSignable("$.policy-data", policyData);
        policies = List.copyOf(policies);
    }

    static Draft fromJson(Fields fields) {
        return new Draft(
                Target.of(fields),
                fields.value("plugin", PluginName::parse),
                fields.value("versions", VersionRange::parse),
                fields.optionalNode("config").orElseGet(Json::object),
                fields.optionalObject("grants").map(Capabilities::fromJson).orElse(Capabilities.NONE),
                fields.optionalObject("limits").map(Limits::fromJson).orElse(Limits.MOST),
                fields.value("interval", Durations::parse),
                RecordPolicy.listFromJson(fields, "policies"),
                fields.optionalNode("policy-data").orElseGet(Json::object));
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object();
        target.into(out);
        out.put("plugin", plugin.toString()).put("versions", versions.toString());
        out.set("config", config);
        out.set("grants", grants.toJson());
        out.set("limits", limits.toJson());
        out.set("policies", RecordPolicy.toJson(policies));
        out.set("policy-data", policyData);
        return out.put("interval", interval.toString());
    }

    /** The desired state is signed in canonical form, which holds whole numbers only. */
    private static void requireSignable(String path, JsonNode node) {
        try {
            Json.canonical(node);
        } catch (InvalidValueException e) {
            throw new InvalidValueException(path, String.valueOf(e.getMessage()));
        }
    }
}
