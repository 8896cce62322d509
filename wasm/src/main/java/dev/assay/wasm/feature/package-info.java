/** The additions to WebAssembly 1.0: what a module needs, what an engine offers. */
@NullMarked
package dev.assay.wasm.feature;

import org.jspecify.annotations.NullMarked;
