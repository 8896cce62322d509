package dev.assay.registry;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.trust.Revocations;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/**
 * The undo of a revocation that one person signed and another is to sign: the document {@code assay.undo-proposal/1}. What it
 * says is verified when it is taken, and is worth nothing before.
 *
 * @param list the list of what is undone, as it is to be
 * @param metadata the role's next version, which vouches for that list
 */
record UndoProposal(String list, String metadata) {
    private static final String FORMAT = "assay.undo-proposal";
    private static final int VERSION = 1;

    byte[] toBytes() {
        ObjectNode json = Json.document(FORMAT, VERSION).put("list", list).put("metadata", metadata);
        return Json.pretty(json).getBytes(StandardCharsets.UTF_8);
    }

    static UndoProposal read(byte[] bytes) {
        Fields fields = Fields.of(Json.read(bytes, IndexDocuments.MOST_BYTES), "undo proposal");
        Json.requireFormat(fields.whole(), FORMAT, VERSION);
        fields.text("format");
        UndoProposal proposal = new UndoProposal(fields.text("list"), fields.text("metadata"));
        fields.end();
        return proposal;
    }

    /** What would be revoked and undone after it. */
    Revocations after(Revocations before) {
        return Revocations.fromJson(
                Fields.of(before.toJson(), "revocations"),
                Fields.of(Json.read(listBytes(), IndexDocuments.MOST_BYTES), "undo proposal"));
    }

    byte[] listBytes() {
        return list.getBytes(StandardCharsets.UTF_8);
    }

    byte[] metadataBytes() {
        return metadata.getBytes(StandardCharsets.UTF_8);
    }
}
