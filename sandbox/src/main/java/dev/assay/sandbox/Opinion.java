package dev.assay.sandbox;

/** What the engine's own parser and validator think of a module: a second opinion beside the room {@code wasm}. */
public sealed interface Opinion {
    /** The engine accepts the module. */
    record Agrees() implements Opinion {}

    /** The engine does not accept the module, and why in its words. */
    record Disagrees(String message) implements Opinion {}

    /** The engine did not come to an end: too slow, too much memory, or it died. Never to be taken for agreement. */
    record Undecided(String reason) implements Opinion {}
}
