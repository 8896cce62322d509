package dev.assay.model.receipt;

import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far the chain of a runtime's receipts goes, and what of it was dropped to make room: who has a folder of receipts and
 * this can tell that none is missing, at neither end.
 *
 * @param head the newest receipt; it is never dropped
 * @param dropped the newest one that was dropped, and with it all before it; empty if none was
 */
public record Checkpoint(UUID runtime, Instant at, Link head, Optional<Link> dropped) {
    private static final String NOUN = "assay.receipt-checkpoint";
    private static final int FORMAT = 1;

    public Checkpoint {
        if (dropped.isPresent() && dropped.get().sequence() >= head.sequence()) {
            throw new InvalidValueException(
                    "dropped", dropped.get().toString(), "a receipt before the head, " + head.sequence());
        }
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.document(NOUN, FORMAT).put("runtime", runtime.toString()).put("at", at.toString());
        out.set("head", head.toJson());
        dropped.ifPresent(link -> out.set("dropped", link.toJson()));
        return out;
    }

    public static Checkpoint fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        Checkpoint checkpoint = new Checkpoint(
                fields.value("runtime", Ids::parse),
                fields.instant("at"),
                Link.fromJson(fields.object("head")),
                fields.optionalObject("dropped").map(Link::fromJson));
        fields.end();
        return checkpoint;
    }
}
