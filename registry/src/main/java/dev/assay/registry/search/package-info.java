/** The search document of an index: a tree by which plugins are listed and found in pages, whatever their number. */
@NullMarked
package dev.assay.registry.search;

import org.jspecify.annotations.NullMarked;
