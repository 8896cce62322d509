/** The Configuration Service: use cases, SQL, HTTP, console. */
@NullMarked
package dev.assay.control;

import org.jspecify.annotations.NullMarked;
