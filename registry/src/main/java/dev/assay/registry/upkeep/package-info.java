/** Keeping a registry's directory: proving that it is whole, mending it, and removing what nothing reaches any more. */
@NullMarked
package dev.assay.registry.upkeep;

import org.jspecify.annotations.NullMarked;
