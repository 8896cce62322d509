package dev.assay.model.fleet;

import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one runtime must run: the document that the Configuration Service signs. It names the runtime, so it cannot be
 * given to another; its revision only rises, so it cannot be taken back unseen; it expires.
 *
 * @param revision from 1
 * @param assignments each plugin once
 */
public record DesiredState(
        UUID runtimeId, long revision, Instant issued, Instant expires, List<Assignment> assignments) {
    /** Larger than any desired state. */
    public static final int MOST_BYTES = 16 << 20;

    private static final String NOUN = "assay.desired-state";
    private static final int FORMAT = 1;
    private static final int MOST_ASSIGNMENTS = 10_000;

    public DesiredState {
        assignments = List.copyOf(assignments);
        Set<PluginName> plugins = new HashSet<>();
        for (Assignment assignment : assignments) {
            if (!plugins.add(assignment.plugin())) {
                throw new InvalidValueException("assignments", "the plugin " + assignment.plugin() + " stands twice");
            }
        }
    }

    /** The assignment of this plugin. */
    public Optional<Assignment> assignment(PluginName plugin) {
        return assignments.stream().filter(a -> a.plugin().equals(plugin)).findFirst();
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT)
                .put("runtime", runtimeId.toString())
                .put("revision", revision)
                .put("issued", issued.toString())
                .put("expires", expires.toString());
        ArrayNode list = out.putArray("assignments");
        assignments.forEach(assignment -> list.add(assignment.toJson()));
        return out;
    }

    public static DesiredState fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        DesiredState state = new DesiredState(
                fields.value("runtime", Ids::parse),
                fields.integer("revision", 1, Json.LARGEST_INTEGER),
                fields.instant("issued"),
                fields.instant("expires"),
                fields.objects("assignments", MOST_ASSIGNMENTS).stream()
                        .map(Assignment::fromJson)
                        .toList());
        fields.end();
        return state;
    }
}
