package dev.assay.wasm;

/**
 * References that a module puts into a table.
 *
 * @param mode when this happens
 * @param table index of the table; 0 unless active
 * @param type reference type of the entries, in text format
 * @param count how many entries
 * @param offset where the segment begins in the module
 * @param entriesOffset where the first entry begins
 * @param byExpression whether each entry is a constant expression and not the index of a function
 */
public record ElementSegment(
        Mode mode, int table, String type, int count, int offset, int entriesOffset, boolean byExpression) {
    /** When the entries are used. */
    public enum Mode {
        /** At instantiation. */
        ACTIVE,
        /** By {@code table.init}. */
        PASSIVE,
        /** Never: it only declares that the functions' references are taken. */
        DECLARED
    }
}
