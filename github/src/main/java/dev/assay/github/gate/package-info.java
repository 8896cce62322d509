/**
 * The gate that a pull request passes before anything of it is published: a judgement of the bytes, what GitHub is told of
 * it, whose reviews count, and what may be published after the merge. Nothing that a pull request uploads is believed.
 */
@NullMarked
package dev.assay.github.gate;

import org.jspecify.annotations.NullMarked;
