/** Where a registry can be read from beside a directory: a web server, assets of releases, several places in order. */
@NullMarked
package dev.assay.registry.source;

import org.jspecify.annotations.NullMarked;
