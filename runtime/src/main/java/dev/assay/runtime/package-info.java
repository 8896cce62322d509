/** The Assessment Runtime: sync, admit, run, report. */
@NullMarked
package dev.assay.runtime;

import org.jspecify.annotations.NullMarked;
