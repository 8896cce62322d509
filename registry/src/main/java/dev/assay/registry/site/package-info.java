/** The registry as people look at it: a static catalogue with a page for each plugin, and a status page. */
@NullMarked
package dev.assay.registry.site;

import org.jspecify.annotations.NullMarked;
