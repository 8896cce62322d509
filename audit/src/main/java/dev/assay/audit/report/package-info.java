/** The forms of a report: each the same audit for another reader, inert whatever things are called, and the same bytes for the same input. */
@NullMarked
package dev.assay.audit.report;

import org.jspecify.annotations.NullMarked;
