/** Keys, statements, bundles, trust policy and the admission decision. */
@NullMarked
package dev.assay.trust;

import org.jspecify.annotations.NullMarked;
