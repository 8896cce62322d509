/** Measurements inside one Java process, of ours and of peers in the same run. */
@NullMarked
package dev.assay.bench;

import org.jspecify.annotations.NullMarked;
