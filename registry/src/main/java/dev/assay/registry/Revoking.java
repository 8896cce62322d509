package dev.assay.registry;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocations;
import dev.assay.trust.TrustException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes what a registry revokes. The registry's lock must be held. */
final class Revoking {
    private final IndexWriter writer;
    private final IndexWriter.Opened opened;

    Revoking(IndexWriter writer) {
        this.writer = writer;
        this.opened = writer.opened();
    }

    void revoke(Revocation revocation) {
        IndexChange change = opened.change();
        change.revocations(changed(before(), revocations -> revocations.with(revocation)));
        writer.commit(change);
    }

    void undo(Revocation.Target target, Revocation.Undo undo) {
        IndexChange change = opened.change();
        change.undos(changed(before(), revocations -> revocations.undo(target, undo)));
        writer.commit(change);
    }

    byte[] propose(Revocation.Target target, Revocation.Undo undo) {
        return opened.change()
                .propose(changed(before(), revocations -> revocations.undo(target, undo)))
                .toBytes();
    }

    Revocation.Undo accept(Revocation.Target target, byte[] proposal) {
        try {
            Revocations before = before();
            UndoProposal read = UndoProposal.read(proposal);
            Revocations after = read.after(before);
            Revocation.Undo undo = after.all().stream()
                    .filter(revocation ->
                            revocation.target().equals(target) && !before.all().contains(revocation))
                    .flatMap(revocation -> revocation.undone().stream())
                    .findFirst()
                    .orElseThrow(() -> new RegistryException("the proposal does not undo what you name. Look at it, and"
                            + " name exactly what it undoes"));
            if (!changed(before, revocations -> revocations.undo(target, undo)).equals(after)) {
                throw new RegistryException(
                        "the proposal undoes more than what you name. Have it made anew, for that alone");
            }
            IndexChange change = opened.change();
            writer.trusted(() -> {
                change.accept(read);
                return read;
            });
            writer.commit(change);
            return undo;
        } catch (ModelException e) {
            throw new RegistryException("the proposal cannot be used: " + e.getMessage(), e);
        }
    }

    private Revocations before() {
        return opened.documents().revocations();
    }

    private static Revocations changed(Revocations before, UnaryOperator<Revocations> change) {
        try {
            return requireReadable(change.apply(before));
        } catch (TrustException e) {
            throw new RegistryException("the revocations stay as they are: " + e.getMessage(), e);
        }
    }

    /** What a reader refuses for its length would keep every reader from the whole registry. */
    static Revocations requireReadable(Revocations list) {
        requireFits(list.all().size(), list.toJson());
        requireFits(list.all().size(), list.undosToJson());
        return list;
    }

    private static void requireFits(int entries, JsonNode document) {
        int bytes = Json.canonical(document).length;
        if (entries > Revocations.MOST || bytes > IndexDocuments.MOST_BYTES) {
            throw new RegistryException("the revocations stay as they are: with this one the list would have " + entries
                    + " entries and " + bytes + " bytes, and readers take " + Revocations.MOST + " and "
                    + IndexDocuments.MOST_BYTES + ". Revoke a range of versions, or a signer, instead of each digest");
        }
    }

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
}
