/**
 * Receipts: what a run was told and what came of it, signed, and run again. A receipt is a signed statement and, beside it and
 * bound by digests, the content that a replay needs; the receipts of a runtime are a chain.
 */
@NullMarked
package dev.assay.sandbox.receipt;

import org.jspecify.annotations.NullMarked;
