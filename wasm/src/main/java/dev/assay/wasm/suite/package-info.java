/** How to read the official WebAssembly test suite: which features each group is about, and whether a refusal is for the reason it gives. */
@NullMarked
package dev.assay.wasm.suite;

import org.jspecify.annotations.NullMarked;
