/** What is known of toolchains and libraries: {@code assay advisories}, and where audits get it from. */
@NullMarked
package dev.assay.cli.advisories;

import org.jspecify.annotations.NullMarked;
