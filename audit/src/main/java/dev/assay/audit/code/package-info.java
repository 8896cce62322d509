/**
 * What the rules want to know of a module's code and constants, gathered in one walk over each body and one over the data:
 * primitive arrays, nothing allocated for an operator.
 */
@NullMarked
package dev.assay.audit.code;

import org.jspecify.annotations.NullMarked;
