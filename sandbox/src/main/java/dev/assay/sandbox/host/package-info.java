/**
 * The machine as a guest may see it: what guests can ask, and who performs it. Nothing here decides whether a guest may: whoever
 * calls a {@link dev.assay.sandbox.host.Host} has asked the effective set before.
 */
@NullMarked
package dev.assay.sandbox.host;

import org.jspecify.annotations.NullMarked;
