package dev.assay.sandbox;

/** What a plugin is asked to do (contract {@code assessment/1}). */
public enum Operation {
    DESCRIBE("describe"),
    SELECT("select"),
    ASSESS("assess");

    private final String id;

    Operation(String id) {
        this.id = id;
    }

    /** The lower-case word, which is also the argument of a {@code command} plugin. */
    public String id() {
        return id;
    }

    /** The export of a {@code reactor} plugin. */
    String export() {
        return "assay_" + id;
    }
}
