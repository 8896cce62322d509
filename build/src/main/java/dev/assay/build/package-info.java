/** Toolchains, build matrix, rebuild, provenance. */
@NullMarked
package dev.assay.build;

import org.jspecify.annotations.NullMarked;
