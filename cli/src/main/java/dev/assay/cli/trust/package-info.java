/** What {@code assay trust} and {@code assay keys} print and ask beyond the commands' own lines. */
@NullMarked
package dev.assay.cli.trust;

import org.jspecify.annotations.NullMarked;
