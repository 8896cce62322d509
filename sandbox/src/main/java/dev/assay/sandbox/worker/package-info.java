/**
 * What runs in a worker process, and the channel to its parent. Stands on the JDK and the engine alone, so that a worker starts
 * fast and holds little.
 */
@NullMarked
package dev.assay.sandbox.worker;

import org.jspecify.annotations.NullMarked;
