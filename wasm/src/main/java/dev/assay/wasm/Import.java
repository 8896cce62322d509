package dev.assay.wasm;

/**
 * Something a module asks of its host.
 *
 * @param module first name
 * @param name second name
 * @param type what it must be
 * @param offset where the import begins, in bytes
 */
public record Import(String module, String name, ExternType type, int offset) {}
