package dev.assay.wasm;

/**
 * One line of the {@code producers} section: a claim of the module about its making, proved by nothing.
 *
 * @param field {@code language}, {@code processed-by} or {@code sdk}
 * @param name such as {@code rustc}
 * @param version as written
 */
public record Producer(String field, String name, String version) {}
