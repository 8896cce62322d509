package dev.assay.wasm;

/**
 * Bytes that a module puts into a memory.
 *
 * @param active whether this happens when the module is instantiated; a passive one waits for {@code memory.init}
 * @param memory index of the memory; 0 for a passive one
 * @param offset where the bytes begin in the module
 * @param length how many there are
 */
public record DataSegment(boolean active, int memory, int offset, int length) {}
