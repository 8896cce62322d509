/** Writes code down in the standard text format, with the offset of every operator: for reports, and to compare two versions. */
@NullMarked
package dev.assay.wasm.text;

import org.jspecify.annotations.NullMarked;
