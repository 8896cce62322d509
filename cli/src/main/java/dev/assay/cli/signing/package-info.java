/** By what {@code assay sign} signs: a key, or a login. */
@NullMarked
package dev.assay.cli.signing;

import org.jspecify.annotations.NullMarked;
