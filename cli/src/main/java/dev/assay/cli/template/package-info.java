/** The registry repository that {@code assay registry init --github} writes: its files, and what they are filled with. */
@NullMarked
package dev.assay.cli.template;

import org.jspecify.annotations.NullMarked;
