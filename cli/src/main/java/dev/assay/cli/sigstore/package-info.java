/** What {@code assay conformance sigstore} does: signs and verifies bundles, as the public conformance suite calls one. */
@NullMarked
package dev.assay.cli.sigstore;

import org.jspecify.annotations.NullMarked;
