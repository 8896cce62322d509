/**
 * What the workflows of a registry repository must hold to, whoever changes them: least privilege, pinned actions, nothing
 * untrusted in a script, no secret beside plugin code, no cache that a pull request could fill. {@link
 * dev.assay.github.lint.Lint} reads them; each {@link dev.assay.github.lint.Rule} says why it is there and what to do.
 */
@NullMarked
package dev.assay.github.lint;

import org.jspecify.annotations.NullMarked;
