/**
 * The demonstration: the whole chain on real input. It knows nothing of the rooms: all it has is a {@link
 * dev.assay.cli.demo.Shell} that runs the commands a person would type, so no verdict, reason or outcome can be made here.
 */
@NullMarked
package dev.assay.cli.demo;

import org.jspecify.annotations.NullMarked;
