/** Where compiled code is kept between runs and between processes, so that nobody else can put code there. */
@NullMarked
package dev.assay.sandbox.compiled;

import org.jspecify.annotations.NullMarked;
