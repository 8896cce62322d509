/** Content that is not there whole yet: what a fetch that was cut off has left, for the next one to go on with. */
@NullMarked
package dev.assay.registry.partial;

import org.jspecify.annotations.NullMarked;
