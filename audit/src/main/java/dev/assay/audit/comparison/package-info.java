/** What a version of a module changed against the one before: for the rule that asks, and for whoever wants to see it. */
@NullMarked
package dev.assay.audit.comparison;

import org.jspecify.annotations.NullMarked;
