/** {@code assay github …}: what the workflows of a registry repository call. */
@NullMarked
package dev.assay.cli.github;

import org.jspecify.annotations.NullMarked;
