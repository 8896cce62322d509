package dev.assay.model.fleet;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The record of one run, or of a plugin that was not let run: a refusal is a result too, never silence.
 *
 * @param runId the idempotency key of its delivery
 * @param revision of the desired state that asked for it
 * @param audit the audit statement that it was loaded by; empty when it was refused
 * @param detail what happened, in one line, for people
 * @param fuel what its instructions were charged; 0 where it was not let run
 * @param response the stamped response; empty where there is none
 * @param load the runtime's statement of its decision to load, a bundle; empty when it was refused
 * @param receipt the runtime's statement of the run, a bundle; empty when it was refused
 */
public record Result(
        UUID runId,
        UUID runtimeId,
        long revision,
        PluginName plugin,
        Version version,
        Digest module,
        Digest release,
        Optional<Digest> audit,
        Outcome outcome,
        String detail,
        Instant started,
        Duration duration,
        long fuel,
        Optional<JsonNode> response,
        Optional<JsonNode> load,
        Optional<JsonNode> receipt) {
    private static final String NOUN = "assay.result";
    private static final int FORMAT = 1;

    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT)
                .put("run", runId.toString())
                .put("runtime", runtimeId.toString())
                .put("revision", revision)
                .put("plugin", plugin.toString())
                .put("version", version.toString())
                .put("module", module.toString())
                .put("release", release.toString())
                .put("outcome", outcome.id())
                .put("detail", detail)
                .put("started", started.toString())
                .put("duration-ms", duration.toMillis())
                .put("fuel", fuel);
        audit.ifPresent(digest -> out.put("audit", digest.toString()));
        response.ifPresent(node -> out.set("response", node));
        load.ifPresent(node -> out.set("load", node));
        receipt.ifPresent(node -> out.set("receipt", node));
        return out;
    }

    /** The digest of the load statement's bundle, whose bytes are canonical. */
    public Optional<Digest> loadStatement() {
        return load.map(bundle -> Digest.of(Json.canonical(bundle)));
    }

    /** The digest of the receipt's bundle, whose bytes are canonical. */
    public Optional<Digest> receiptStatement() {
        return receipt.map(bundle -> Digest.of(Json.canonical(bundle)));
    }

    public static Result fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        Result result = new Result(
                fields.value("run", Ids::parse),
                fields.value("runtime", Ids::parse),
                fields.integer("revision", 0, Json.LARGEST_INTEGER),
                fields.value("plugin", PluginName::parse),
                fields.value("version", Version::parse),
                fields.value("module", Digest::parse),
                fields.value("release", Digest::parse),
                fields.optionalValue("audit", Digest::parse),
                fields.value("outcome", Outcome::parse),
                fields.text("detail"),
                fields.instant("started"),
                Duration.ofMillis(fields.integer("duration-ms", 0, Json.LARGEST_INTEGER)),
                fields.has("fuel")
                        ? fields.integer("fuel", 0, Json.LARGEST_INTEGER)
                        : 0, // none is told by those of before
                fields.optionalObject("response").map(Fields::whole),
                fields.optionalObject("load").map(Fields::whole),
                fields.optionalObject("receipt").map(Fields::whole));
        fields.end();
        return result;
    }
}
