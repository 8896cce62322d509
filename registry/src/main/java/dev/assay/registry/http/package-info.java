/** Asking web servers: bounded in bytes and time, patient with what passes, and careful with credentials. */
@NullMarked
package dev.assay.registry.http;

import org.jspecify.annotations.NullMarked;
