package dev.assay.wasm;

/**
 * Bytes that a module puts into a memory.
 *
 * @param active whether this happens when the module is instantiated; a passive one waits for {@code memory.init}
 * @param memory index of the memory; 0 for a passive one
 * @param address where in the memory they go; {@link #UNKNOWN} for a passive one, and where that is not one constant
 * @param offset where the bytes begin in the module
 * @param length how many there are
 */
public record DataSegment(boolean active, int memory, long address, int offset, int length) {
    /** An address that the bytes alone do not say. */
    public static final long UNKNOWN = -1;
}
