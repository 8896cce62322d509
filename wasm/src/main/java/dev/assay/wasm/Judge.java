package dev.assay.wasm;

/**
 * What judging needs beside reading; a module is only described where there is none.
 *
 * @param subtyping relations between types
 * @param body types on the stack
 */
record Judge(Subtyping subtyping, BodyValidator body) {}
