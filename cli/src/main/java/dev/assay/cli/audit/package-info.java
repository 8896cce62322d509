/** The commands of the audit: modules judged, rules explained, policies tried, versions compared. */
@NullMarked
package dev.assay.cli.audit;

import org.jspecify.annotations.NullMarked;
