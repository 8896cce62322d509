/** What a runtime signs about its runs: the receipt of each, and how far their chain goes. */
@NullMarked
package dev.assay.model.receipt;

import org.jspecify.annotations.NullMarked;
