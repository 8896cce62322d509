/** Who may have signed an artifact of somebody else's, such as an image or a provenance, and whether a bundle shows it. */
@NullMarked
package dev.assay.trust.artifact;

import org.jspecify.annotations.NullMarked;
