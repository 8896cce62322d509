/** What the Configuration Service and the runtimes tell each other: desired state, status, results. */
@NullMarked
package dev.assay.model.fleet;

import org.jspecify.annotations.NullMarked;
