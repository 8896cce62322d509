package dev.assay.model.receipt;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a runtime states of one run, so that it can be run again: by what it was run, under what, what it was told, and what
 * came of it. Everything that can be long or secret is bound by its digest and lies beside the statement, which therefore is
 * about as long for every run.
 *
 * @param sequence from 1; each receipt of a runtime has the next
 * @param previous the receipt before it; empty for the first
 * @param operation {@code assess}, {@code select} or {@code describe}
 * @param audit the audit statement that the module was loaded by
 * @param load the runtime's statement of its decision to load
 * @param metered the module as it went to the engine, metered: another meter gives other bytes; empty where it was refused before
 * @param layers the list of what each layer allowed: manifest, grant, host file
 * @param request the salted request
 * @param transcript the list of all host calls, each with the digests of what was asked and answered
 * @param log the salted list of lines that the plugin logged
 * @param detail why it ended so, in one line of visible characters; empty if it completed
 * @param fuel what was charged; 0 where a worker that was killed could not say
 * @param response of the guest, before it was stamped; empty unless it completed
 * @param replayable whether all that a replay needs was kept, and the outcome is one that comes again
 */
public record ReceiptPredicate(
        UUID runtime,
        long sequence,
        Optional<Digest> previous,
        UUID run,
        Instant started,
        PluginName plugin,
        Version version,
        String operation,
        Digest audit,
        Digest load,
        Engine engine,
        Optional<Digest> metered,
        Digest layers,
        Limits limits,
        Digest request,
        Digest transcript,
        Digest log,
        Outcome outcome,
        String detail,
        long fuel,
        long memoryBytes,
        Optional<Digest> response,
        boolean replayable) {
    private static final String NOUN = "assay.receipt-statement";
    private static final int FORMAT = 1;
    private static final int MOST_CHARACTERS = 32_000;

    /**
     * What executed the module.
     *
     * @param digest of the list of its files' digests
     */
    public record Engine(String name, String version, Digest digest) {
        public Engine {
            require("engine.name", name.matches("[a-z0-9][a-z0-9-]{0,62}"), name);
            require("engine.version", version.matches("[0-9A-Za-z.+-]{1,64}"), version);
        }

        @Override
        public String toString() {
            return name + " " + version + " " + digest;
        }
    }

    public ReceiptPredicate {
        require("sequence", sequence >= 1 && sequence <= Json.LARGEST_INTEGER, String.valueOf(sequence));
        require(
                "previous",
                previous.isPresent() == (sequence > 1),
                previous.map(Digest::toString).orElse("none"));
        require("operation", operation.matches("describe|select|assess"), operation);
        require("detail", detail.length() <= MOST_CHARACTERS && detail.equals(Inert.line(detail)), detail);
        require("response", response.isPresent() == (outcome == Outcome.COMPLETED), outcome.id());
        require("replayable", !replayable || isRepeatable(outcome), outcome.id());
    }

    private static void require(String field, boolean holds, String value) {
        if (!holds) {
            throw new InvalidValueException(field, value, "what docs/predicates/receipt-v1.schema.json allows");
        }
    }

    /**
     * Whether a run that ended so ends so again when it is told the same: not one that a clock ended, nor one whose worker
     * died.
     */
    public static boolean isRepeatable(Outcome outcome) {
        return outcome != Outcome.DEADLINE && outcome != Outcome.CRASHED;
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.document(NOUN, FORMAT).put("runtime", runtime.toString()).put("sequence", sequence);
        previous.ifPresent(digest -> out.put("previous", digest.toString()));
        out.put("run", run.toString())
                .put("started", started.toString())
                .put("plugin", plugin.toString())
                .put("version", version.toString())
                .put("operation", operation)
                .put("audit", audit.toString())
                .put("load", load.toString());
        out.putObject("engine")
                .put("name", engine.name())
                .put("version", engine.version())
                .put("digest", engine.digest().toString());
        metered.ifPresent(digest -> out.put("metered", digest.toString()));
        out.put("layers", layers.toString());
        out.set("limits", limits.toJson());
        out.put("request", request.toString())
                .put("transcript", transcript.toString())
                .put("log", log.toString())
                .put("outcome", outcome.id())
                .put("detail", detail)
                .put("fuel", fuel)
                .put("memory-bytes", memoryBytes);
        response.ifPresent(digest -> out.put("response", digest.toString()));
        return out.put("replayable", replayable);
    }

    public static ReceiptPredicate fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        ReceiptPredicate predicate = new ReceiptPredicate(
                fields.value("runtime", Ids::parse),
                fields.integer("sequence", 1, Json.LARGEST_INTEGER),
                fields.optionalValue("previous", Digest::parse),
                fields.value("run", Ids::parse),
                fields.instant("started"),
                fields.value("plugin", PluginName::parse),
                fields.value("version", Version::parse),
                fields.text("operation"),
                fields.value("audit", Digest::parse),
                fields.value("load", Digest::parse),
                engine(fields.object("engine")),
                fields.optionalValue("metered", Digest::parse),
                fields.value("layers", Digest::parse),
                Limits.fromJson(fields.object("limits")),
                fields.value("request", Digest::parse),
                fields.value("transcript", Digest::parse),
                fields.value("log", Digest::parse),
                fields.value("outcome", Outcome::parse),
                fields.text("detail"),
                fields.integer("fuel", 0, Json.LARGEST_INTEGER),
                fields.integer("memory-bytes", 0, Json.LARGEST_INTEGER),
                fields.optionalValue("response", Digest::parse),
                fields.flag("replayable"));
        fields.end();
        return predicate;
    }

    private static Engine engine(Fields fields) {
        Engine engine = new Engine(fields.text("name"), fields.text("version"), fields.value("digest", Digest::parse));
        fields.end();
        return engine;
    }
}
