/** One command, assay: parses, calls one room, prints. */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
