package dev.assay.model.fleet;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.Version;
import dev.assay.model.Word;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one plugin stands on a runtime.
 *
 * @param desired the module that the desired state names
 * @param active the module that is active; empty unless {@link State#ACTIVE}
 * @param audit the audit statement by which the active module was admitted
 * @param reasons why it is not active
 */
public record PluginStatus(
        PluginName plugin,
        Version version,
        Digest desired,
        State state,
        Optional<Digest> active,
        Optional<Digest> audit,
        List<Reason> reasons,
        Optional<Instant> lastDownload,
        Optional<Instant> lastActivation) {
    /** How a plugin stands. */
    public enum State implements Word {
        /** Not prepared yet. */
        PENDING,
        /** Verified, tested and run on its interval. */
        ACTIVE,
        /** Not let run. */
        REFUSED,
        /** Was active, and is no more: revoked, or past its freshness. */
        STOPPED;

        public static State parse(String id) {
            return Word.parse(State.class, id);
        }
    }

    public PluginStatus {
        reasons = List.copyOf(reasons);
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.object()
                .put("plugin", plugin.toString())
                .put("version", version.toString())
                .put("desired", desired.toString())
                .put("state", state.id());
        active.ifPresent(digest -> out.put("active", digest.toString()));
        audit.ifPresent(digest -> out.put("audit", digest.toString()));
        ArrayNode list = out.putArray("reasons");
        reasons.forEach(reason -> list.add(reason.toJson()));
        lastDownload.ifPresent(at -> out.put("last-download", at.toString()));
        lastActivation.ifPresent(at -> out.put("last-activation", at.toString()));
        return out;
    }

    public static PluginStatus fromJson(Fields fields) {
        PluginStatus status = new PluginStatus(
                fields.value("plugin", PluginName::parse),
                fields.value("version", Version::parse),
                fields.value("desired", Digest::parse),
                fields.value("state", State::parse),
                fields.optionalValue("active", Digest::parse),
                fields.optionalValue("audit", Digest::parse),
                fields.objects("reasons", 1000).stream().map(Reason::fromJson).toList(),
                fields.optionalInstant("last-download"),
                fields.optionalInstant("last-activation"));
        fields.end();
        return status;
    }
}
