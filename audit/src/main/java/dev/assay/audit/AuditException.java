package dev.assay.audit;

/** Something that was asked of an audit cannot be done. The message says what, on what, and what to do instead. */
public final class AuditException extends RuntimeException {
    public AuditException(String message) {
        super(message);
    }
}
