package dev.assay.control;

import dev.assay.model.Capabilities;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import java.time.Duration;
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
        Duration interval) {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(31);

    Draft {
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new InvalidValueException("$.interval", interval.toString(), "a duration from PT1S to P31D");
        }
        requireSignable(config);
    }

    static Draft fromJson(Fields fields) {
        return new Draft(
                Target.of(fields),
                fields.value("plugin", PluginName::parse),
                fields.value("versions", VersionRange::parse),
                fields.optionalNode("config").orElseGet(Json::object),
                fields.optionalObject("grants").map(Capabilities::fromJson).orElse(Capabilities.NONE),
                fields.optionalObject("limits").map(Limits::fromJson).orElse(Limits.MOST),
                fields.value("interval", Durations::parse));
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object();
        target.into(out);
        out.put("plugin", plugin.toString()).put("versions", versions.toString());
        out.set("config", config);
        out.set("grants", grants.toJson());
        out.set("limits", limits.toJson());
        return out.put("interval", interval.toString());
    }

    /** The desired state is signed in canonical form, which holds whole numbers only. */
    private static void requireSignable(JsonNode config) {
        try {
            Json.canonical(config);
        } catch (InvalidValueException e) {
            throw new InvalidValueException("$.config", String.valueOf(e.getMessage()));
        }
    }
}
