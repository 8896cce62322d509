package dev.assay.trust;

import dev.assay.model.Reason;

/**
 * A key, a statement or a policy could not be used. The message says what failed, on what, and what to do; it never
 * holds a secret. The one exception of this room: what is expected, such as a refusal, is a return value.
 */
public final class TrustException extends RuntimeException {
    private final transient Reason reason;

    public TrustException(Reason reason) {
        super(reason.message() + (reason.remedy().isEmpty() ? "" : ". " + reason.remedy()));
        this.reason = reason;
    }

    TrustException(String code, String message, String remedy) {
        this(new Reason(code, message, remedy));
    }

    /** The same with a stable code. */
    public Reason reason() {
        return reason;
    }
}
