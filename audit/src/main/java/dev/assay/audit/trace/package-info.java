/**
 * What can be recognised in bytes by how it looks: files of other formats, secrets, build paths. Two magic bytes are never
 * enough; what is recognised holds together.
 */
@NullMarked
package dev.assay.audit.trace;

import org.jspecify.annotations.NullMarked;
