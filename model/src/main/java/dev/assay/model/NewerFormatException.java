package dev.assay.model;

/** A document that a newer Assay wrote. Whoever meets one must leave it as it is. */
public final class NewerFormatException extends InvalidValueException {
    NewerFormatException(String format, String noun, int newest) {
        super(
                "format " + format,
                "it was written by a newer version of Assay; this one reads " + noun + " up to version " + newest
                        + ". Use a newer Assay");
    }
}
