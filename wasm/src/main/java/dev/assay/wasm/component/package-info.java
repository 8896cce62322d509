/**
 * Walks components (Component Model, binary format of 2024, layer 1) to the core modules inside them. A structural walk: preambles, section ids and
 * sizes, nesting, and the names and kinds of imports and exports; the component-level types are not judged.
 */
@NullMarked
package dev.assay.wasm.component;

import org.jspecify.annotations.NullMarked;
