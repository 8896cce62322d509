package dev.assay.cli;

import dev.assay.model.Verdict;

/** What a command's exit status says. Scripts rely on these numbers. */
public enum ExitStatus {
    /** Done, or approved. */
    DONE(0),
    /** Flagged: a person has to look. */
    FLAGGED(10),
    /** Something could not be checked. */
    INCOMPLETE(30),
    /** It failed. */
    FAILED(1),
    /** Rejected or refused. */
    REFUSED(20),
    /** The command was not understood. */
    USAGE(2);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The worse of the two, in the order of the constants. */
    public ExitStatus worse(ExitStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** An incomplete audit is not a flagged one: nobody may approve what was not looked at. */
    public static ExitStatus of(Verdict verdict, boolean complete) {
        return switch (verdict) {
            case REJECTED -> REFUSED;
            case FLAGGED -> complete ? FLAGGED : INCOMPLETE;
            case APPROVED -> complete ? DONE : INCOMPLETE;
        };
    }
}
