package dev.assay.trust;

import dev.assay.model.Word;

/** The documents, other than statements, that are signed. Each has its own payload type, so none passes for another. */
public enum DocumentKind implements Word {
    /** What one runtime must run. */
    DESIRED_STATE(true),
    /** Whether a module may be loaded. */
    DECISION(false),
    /** How far a runtime's chain of receipts goes. */
    RECEIPT_CHECKPOINT(false);

    private final boolean mustExpire;

    DocumentKind(boolean mustExpire) {
        this.mustExpire = mustExpire;
    }

    /** The payload type of the envelope, such as {@code application/vnd.assay.decision+json}. */
    public String payloadType() {
        return "application/vnd.assay." + id() + "+json";
    }

    /** The noun of the document's {@code format}, such as {@code assay.decision}. */
    public String noun() {
        return "assay." + id();
    }

    /** Whether a document without {@code expires} is refused. */
    boolean mustExpire() {
        return mustExpire;
    }
}
