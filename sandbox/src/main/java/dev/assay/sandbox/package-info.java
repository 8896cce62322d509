/** Runs one module under limits and capabilities, in a worker process. */
@NullMarked
package dev.assay.sandbox;

import org.jspecify.annotations.NullMarked;
