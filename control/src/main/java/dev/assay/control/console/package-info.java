/** The console: pages for people, rendered here, live through server-sent events, with no script but ours. */
@NullMarked
package dev.assay.control.console;

import org.jspecify.annotations.NullMarked;
