/** One assessment for the one who wrote the plugin: {@code assay run}, its trace and its profile. */
@NullMarked
package dev.assay.cli.run;

import org.jspecify.annotations.NullMarked;
