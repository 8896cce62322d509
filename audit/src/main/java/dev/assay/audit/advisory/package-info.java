/** What is known of toolchains and libraries: advisories in OSV's format, who vouches for them, and what a module is made of. */
@NullMarked
package dev.assay.audit.advisory;

import org.jspecify.annotations.NullMarked;
