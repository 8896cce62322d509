/** Values that cannot be invalid, and their JSON. */
@NullMarked
package dev.assay.model;

import org.jspecify.annotations.NullMarked;
