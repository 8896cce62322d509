/**
 * What tools left in a module about where it came from: claims, which nothing in the module has to bear out. Their packing is read
 * here, within bounds; what they say is for rooms that have parsers.
 */
@NullMarked
package dev.assay.wasm.claim;

import org.jspecify.annotations.NullMarked;
