package dev.assay.control;

import dev.assay.control.database.Row;
import dev.assay.model.Capabilities;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.VersionRange;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.RecordPolicy;
import dev.assay.model.fleet.RuntimeProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * What must run where, with its version range resolved to a release.
 *
 * @param number the order in which they were made
 * @param edition rises with each change: the ETag
 */
record Requirement(UUID id, long number, long edition, Draft draft, Release release, Instant created, Instant changed) {
    /** The first of these wins where several name one plugin for one runtime. */
    static final Comparator<Requirement> PRECEDENCE = Comparator.comparingInt(
                    (Requirement r) -> r.draft.target().rank())
            .reversed()
            .thenComparingLong(Requirement::number);

    static Requirement read(Row row) throws SQLException {
        var runtime = row.optionalId("runtime");
        Target target = runtime.isPresent()
                ? new Target.One(runtime.get())
                : new Target.Labelled(Target.labels(row.json("selector")));
        return new Requirement(
                row.id("id"),
                row.number("number"),
                row.number("edition"),
                new Draft(
                        target,
                        PluginName.parse(row.text("plugin")),
                        VersionRange.parse(row.text("versions")),
                        row.json("config"),
                        Capabilities.fromJson(Fields.of(row.json("grants"), "grants")),
                        Limits.fromJson(Fields.of(row.json("limits"), "limits")),
                        Duration.parse(row.text("every")),
                        RecordPolicy.listFromJson(row.json("policies")),
                        row.json("policy_data")),
                Release.read(row.bytes("release")),
                row.time("created"),
                row.time("changed"));
    }

    String etag() {
        return "\"" + edition + "\"";
    }

    /** What this requirement means for a runtime of this profile. */
    Assignment assignment(RuntimeProfile profile) {
        return new Assignment(
                draft.plugin(),
                release.version(),
                release.digest(),
                variant(release, profile).module(),
                draft.config(),
                draft.grants(),
                draft.limits(),
                draft.interval(),
                draft.policies(),
                draft.policyData());
    }

    /**
     * The variant that uses the most of the engine; if the engine can run none, the most modest, which the runtime will
     * refuse with the reason: a requirement is never dropped silently.
     */
    static Variant variant(Release release, RuntimeProfile profile) {
        Comparator<Variant> byFeatures =
                Comparator.comparingInt(v -> v.features().size());
        return release.variants().stream()
                .filter(v -> profile.features().containsAll(v.features()))
                .max(byFeatures)
                .or(() -> release.variants().stream().min(byFeatures))
                .orElseThrow();
    }

    ObjectNode toJson() {
        ObjectNode out = draft.toJson()
                .put("id", id.toString())
                .put("created", created.toString())
                .put("changed", changed.toString());
        out.set("resolved", resolved(release));
        return out;
    }

    static ObjectNode resolved(Release release) {
        return Json.object()
                .put("version", release.version().toString())
                .put("release", release.digest().toString());
    }
}
