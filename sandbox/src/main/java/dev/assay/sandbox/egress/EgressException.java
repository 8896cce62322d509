package dev.assay.sandbox.egress;

/** Why a request was not made, or not answered. The message holds no secret and may be told to the guest. */
public final class EgressException extends Exception {
    private static final long serialVersionUID = 1;

    /** The kinds of reasons. */
    public enum Kind {
        /** This host's rules do not allow it. */
        REFUSED,
        /** The name has no address, or nobody answers there. */
        UNAVAILABLE,
        TIMEOUT,
        TOO_LARGE,
        /** What answered does not speak the protocol, or is not who it should be. */
        FAILED
    }

    private final Kind kind;

    public EgressException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public static EgressException refused(String message) {
        return new EgressException(Kind.REFUSED, message);
    }

    public static EgressException failed(String message) {
        return new EgressException(Kind.FAILED, message);
    }

    public Kind kind() {
        return kind;
    }
}
