package dev.assay.wasm;

/**
 * Something a module gives its host.
 *
 * @param name unique in the module
 * @param type what it is
 * @param index its index in the index space of its kind, imports first
 * @param offset where the export begins, in bytes
 */
public record Export(String name, ExternType type, int index, int offset) {}
