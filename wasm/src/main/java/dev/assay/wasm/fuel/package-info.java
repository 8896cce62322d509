/**
 * Writes limits into a module: fuel that its work uses up, and a bound on how deep its calls nest. The result is a plain module that means the same
 * on every engine, and stops at the same operator on each.
 */
@NullMarked
package dev.assay.wasm.fuel;

import org.jspecify.annotations.NullMarked;
