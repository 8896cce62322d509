package dev.assay.runtime;

import dev.assay.judgement.Judgement;
import dev.assay.model.Digest;
import dev.assay.model.Ids;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.fleet.Assignment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the host adds to a guest's response: identifiers minted from plugin name, key and subject, so that the same
 * observation keeps its identifier whatever the version or the path of the plugin; OSCAL's references between them; and
 * where it comes from. Names that begin with an underscore are the host's: a guest's are taken out.
 */
final class Stamp {
    /** The namespace of every identifier minted here (RFC 9562, section 5.5). Never to change. */
    private static final UUID NAMESPACE = UUID.fromString("6f1c1a52-5d0c-5a3e-9d7e-0b8f4a1f2c60");

    private static final List<String> WITH_PROPS =
            List.of("subjects", "components", "inventory-items", "observations", "findings", "risks");

    private final Assignment assignment;
    private final UUID runtime;
    private final UUID run;
    private final Optional<Digest> audit;
    private final Optional<Digest> load;
    private final Optional<Digest> receipt;
    private final Instant started;

    /**
     * @param load the digest of the load statement
     * @param receipt that of the receipt's statement
     */
    Stamp(
            Assignment assignment,
            UUID runtime,
            UUID run,
            Optional<Digest> audit,
            Optional<Digest> load,
            Optional<Digest> receipt,
            Instant started) {
        this.assignment = assignment;
        this.runtime = runtime;
        this.run = run;
        this.audit = audit;
        this.load = load;
        this.receipt = receipt;
        this.started = started;
    }

    /** The stamped form of a valid response. */
    ObjectNode on(ObjectNode response) {
        return on(response, new Judgement(Json.array(), Json.array()));
    }

    /** The same with what the host judges of it: the host's names in that are kept. */
    ObjectNode on(ObjectNode response, Judgement judgement) {
        ObjectNode stamped = response.deepCopy();
        WITH_PROPS.forEach(list -> stamped.path(list).forEach(Stamp::removeReserved));
        stamped.path("records").forEach(Stamp::removeReserved);
        judgement.observations().forEach(stamped.withArray("observations")::add);
        judgement.findings().forEach(stamped.withArray("findings")::add);
        Map<String, UUID> observations = mint(stamped, "observations", "observation");
        Map<String, UUID> risks = mint(stamped, "risks", "risk");
        mint(stamped, "findings", "finding");
        for (JsonNode finding : stamped.path("findings")) {
            refer((ObjectNode) finding, "related-observations", "observation-uuid", observations);
            refer((ObjectNode) finding, "related-risks", "risk-uuid", risks);
        }
        for (JsonNode observation : stamped.path("observations")) {
            if (observation.path("collected").asString("").isEmpty()) {
                ((ObjectNode) observation).put("collected", started.toString());
            }
        }
        stamped.set("_origin", origin());
        return stamped;
    }

    /** The identifier of something that this plugin calls by this key. */
    static UUID id(PluginName plugin, String kind, String key, String subject) {
        // A line feed separates: it is in no plugin name, and the kinds are ours.
        return Ids.derived(NAMESPACE, plugin + "\n" + kind + "\n" + subject.length() + "\n" + subject + key);
    }

    private Map<String, UUID> mint(ObjectNode response, String list, String kind) {
        Map<String, UUID> minted = new HashMap<>();
        for (JsonNode node : response.path(list)) {
            String key = node.path("key").asString("");
            UUID id = id(assignment.plugin(), kind, key, subject(node));
            ((ObjectNode) node).put("uuid", id.toString());
            minted.put(key, id);
        }
        return minted;
    }

    /** The one subject that an observation is about; a run without a subject has none. */
    private static String subject(JsonNode node) {
        return node.path("subjects").size() == 1 ? node.path("subjects").path(0).asString("") : "";
    }

    private static void refer(ObjectNode finding, String list, String name, Map<String, UUID> known) {
        if (!finding.has(list)) {
            return;
        }
        ArrayNode references = Json.array();
        finding.path(list)
                .forEach(key -> Optional.ofNullable(known.get(key.asString("")))
                        .ifPresent(id -> references.addObject().put(name, id.toString())));
        finding.set(list, references);
    }

    private static void removeReserved(JsonNode node) {
        if (node.path("props") instanceof ArrayNode props) {
            List<JsonNode> kept = new ArrayList<>();
            props.forEach(prop -> {
                if (!prop.path("name").asString("").startsWith("_")) {
                    kept.add(prop);
                }
            });
            props.removeAll();
            props.addAll(kept);
        }
        if (node.path("labels") instanceof ObjectNode labels) {
            List<String> reserved = labels.propertyNames().stream()
                    .filter(name -> name.startsWith("_"))
                    .toList();
            labels.remove(reserved);
        }
    }

    private ObjectNode origin() {
        ObjectNode origin = Json.object()
                .put("plugin", assignment.plugin().toString())
                .put("version", assignment.version().toString())
                .put("module", assignment.module().toString())
                .put("release", assignment.release().toString())
                .put("runtime", runtime.toString())
                .put("run", run.toString())
                .put("started", started.toString());
        audit.ifPresent(digest -> origin.put("audit", digest.toString()));
        load.ifPresent(digest -> origin.put("load", digest.toString()));
        receipt.ifPresent(digest -> origin.put("receipt", digest.toString()));
        return origin;
    }
}
