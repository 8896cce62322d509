/**
 * A registry repository on GitHub: its file, its events, its pull requests, and the API they are judged through. What
 * comes from GitHub (events, artifacts, answers) is untrusted: read strictly, bounded, and shown only through {@code
 * Inert}. No trust comes from here; it comes from statements.
 */
@NullMarked
package dev.assay.github;

import org.jspecify.annotations.NullMarked;
