/** Copies of a registry, whole or of chosen plugins, in a directory or in one archive, verified while they are made. */
@NullMarked
package dev.assay.registry.mirror;

import org.jspecify.annotations.NullMarked;
