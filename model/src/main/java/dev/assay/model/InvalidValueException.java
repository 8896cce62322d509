package dev.assay.model;

/** A text that is not a value of the model. The message says what failed, on what, and what is expected. */
public sealed class InvalidValueException extends ModelException permits NewerFormatException {
    /**
     * @param noun what was being read, such as {@code digest}, or where, such as {@code $.plugin.version}
     * @param text the text that is not one; shown shortened and inert
     * @param expected what would be accepted
     */
    public InvalidValueException(String noun, String text, String expected) {
        super(Inert.line(noun) + " " + Inert.quote(text) + " is not valid: expected " + expected);
    }

    /** A fault in a document, where there is no single text to show. */
    public InvalidValueException(String where, String problem) {
        super(Inert.line(where) + ": " + problem);
    }
}
