/** Reads and judges WebAssembly: no I/O, no dependency. */
@NullMarked
package dev.assay.wasm;

import org.jspecify.annotations.NullMarked;
