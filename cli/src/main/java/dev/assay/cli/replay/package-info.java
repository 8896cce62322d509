/** {@code assay replay}: runs receipts again, and holds folders of them against their chain. */
@NullMarked
package dev.assay.cli.replay;

import org.jspecify.annotations.NullMarked;
