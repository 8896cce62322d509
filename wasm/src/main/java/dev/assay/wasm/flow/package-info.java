/** What can be reached and left in a module: its call graph and its loops. Computed on demand, from the module's bytes alone. */
@NullMarked
package dev.assay.wasm.flow;

import org.jspecify.annotations.NullMarked;
