/** Says of a trust policy what is wider than its author may think. It warns; what is admitted is decided elsewhere. */
@NullMarked
package dev.assay.trust.check;

import org.jspecify.annotations.NullMarked;
