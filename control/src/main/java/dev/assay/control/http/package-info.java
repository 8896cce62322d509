/** The web server, and the table of operations that openapi.yaml is. Only this package knows Helidon. */
@NullMarked
package dev.assay.control.http;

import org.jspecify.annotations.NullMarked;
