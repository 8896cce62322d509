/** What {@code assay validate} and {@code assay conformance wasm} do: files and archives in, judgements out. */
@NullMarked
package dev.assay.cli.wasm;

import org.jspecify.annotations.NullMarked;
