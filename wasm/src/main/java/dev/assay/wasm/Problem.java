package dev.assay.wasm;

/**
 * Something wrong in a custom section. It never makes a module invalid, and is worth a look.
 *
 * @param offset where, in bytes from the start of the module
 * @param message what
 */
public record Problem(int offset, String message) {}
