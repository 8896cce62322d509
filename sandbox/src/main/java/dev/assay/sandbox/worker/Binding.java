package dev.assay.sandbox.worker;

/** How a plugin is called (contract {@code assessment/1}, "ABI"). */
public enum Binding {
    /** Exports {@code assay_alloc}, {@code assay_describe}, {@code assay_assess}; messages travel through its memory. */
    REACTOR,
    /** A WASI program: the operation is its argument, the request its standard input, the response its standard output. */
    COMMAND
}
