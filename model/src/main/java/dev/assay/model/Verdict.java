package dev.assay.model;

/** What an audit says of a module. The order is from the mildest to the strictest. */
public enum Verdict implements Word {
    APPROVED,
    FLAGGED,
    REJECTED;

    public static Verdict parse(String id) {
        return Word.parse(Verdict.class, id);
    }

    /** The stricter of the two. */
    public Verdict or(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
