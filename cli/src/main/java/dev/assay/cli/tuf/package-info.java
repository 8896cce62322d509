/** What {@code assay conformance tuf} does: a TUF client over HTTP, as the public conformance suite calls one. */
@NullMarked
package dev.assay.cli.tuf;

import org.jspecify.annotations.NullMarked;
