/** A decision as it is told: what was checked, and what became of each statement. */
@org.jspecify.annotations.NullMarked
package dev.assay.trust.chain;
