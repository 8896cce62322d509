package dev.assay.model.fleet;

import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.Json;
import dev.assay.model.Word;
import dev.assay.model.receipt.Link;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a runtime stands: desired, observed, verified, per plugin.
 *
 * @param revision of the desired state that it works by; 0 before the first
 * @param source where that came from, so that a last-known-good is never taken for news
 * @param confinement how far its workers are confined, and which engine they have, in one line
 * @param receipts how its chain of receipts stands; empty before the first
 */
public record RuntimeStatus(
        UUID runtimeId,
        Instant at,
        long revision,
        Source source,
        String confinement,
        RuntimeProfile profile,
        List<PluginStatus> plugins,
        List<String> problems,
        Optional<Receipts> receipts) {
    private static final String NOUN = "assay.runtime-status";
    private static final int FORMAT = 1;

    /**
     * How a chain of receipts stands.
     *
     * @param head the newest receipt
     * @param kept how many are on the runtime's disk
     * @param dropped the newest one that was dropped to make room, and with it all before it
     */
    public record Receipts(Link head, long kept, Optional<Link> dropped) {
        ObjectNode toJson() {
            ObjectNode out = Json.object();
            out.set("head", head.toJson());
            out.put("kept", kept);
            dropped.ifPresent(link -> out.set("dropped", link.toJson()));
            return out;
        }

        static Receipts fromJson(Fields fields) {
            Receipts receipts = new Receipts(
                    Link.fromJson(fields.object("head")),
                    fields.integer("kept", 0, Json.LARGEST_INTEGER),
                    fields.optionalObject("dropped").map(Link::fromJson));
            fields.end();
            return receipts;
        }
    }

    /** Where the desired state came from. */
    public enum Source implements Word {
        CONTROL,
        LAST_KNOWN_GOOD,
        NONE;

        public static Source parse(String id) {
            return Word.parse(Source.class, id);
        }
    }

    public RuntimeStatus {
        plugins = List.copyOf(plugins);
        problems = List.copyOf(problems);
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT)
                .put("runtime", runtimeId.toString())
                .put("at", at.toString())
                .put("revision", revision)
                .put("source", source.id())
                .put("confinement", confinement);
        out.set("profile", profile.toJson());
        ArrayNode list = out.putArray("plugins");
        plugins.forEach(plugin -> list.add(plugin.toJson()));
        out.set("problems", Json.texts(problems));
        receipts.ifPresent(chain -> out.set("receipts", chain.toJson()));
        return out;
    }

    public static RuntimeStatus fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        RuntimeStatus status = new RuntimeStatus(
                fields.value("runtime", Ids::parse),
                fields.instant("at"),
                fields.integer("revision", 0, Json.LARGEST_INTEGER),
                fields.value("source", Source::parse),
                fields.text("confinement"),
                RuntimeProfile.fromJson(fields.object("profile")),
                fields.objects("plugins", 10_000).stream()
                        .map(PluginStatus::fromJson)
                        .toList(),
                fields.texts("problems", 1000),
                fields.optionalObject("receipts").map(Receipts::fromJson));
        fields.end();
        return status;
    }
}
