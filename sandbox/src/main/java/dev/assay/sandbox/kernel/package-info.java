/**
 * What the Linux kernel is asked for, so that a worker can ask it for little: a filter of system calls, and Landlock where
 * bubblewrap cannot be had. Stands on the JDK alone.
 */
@NullMarked
package dev.assay.sandbox.kernel;

import org.jspecify.annotations.NullMarked;
