package dev.assay.model;

/** How a run ended. Every run ends in exactly one of these. */
public enum Outcome implements Word {
    /** The guest answered with a valid response. */
    COMPLETED,
    /** The guest trapped, exited, or answered what is no response. */
    TRAPPED,
    /** Its time was over. */
    DEADLINE,
    /** Its instruction budget was used up. */
    FUEL,
    /** It wanted more memory than its limit. */
    MEMORY,
    /** Its answer or its log was larger than its limit. */
    OUTPUT,
    /** It called a capability outside its effective set. */
    DENIED,
    /** It was never loaded. */
    REFUSED,
    /** The worker process died. */
    CRASHED;

    public static Outcome parse(String id) {
        return Word.parse(Outcome.class, id);
    }
}
