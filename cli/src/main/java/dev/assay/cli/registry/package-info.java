/** {@code assay registry …} and {@code assay review …}: keeping a registry, and answering what its audits flagged. */
@NullMarked
package dev.assay.cli.registry;

import org.jspecify.annotations.NullMarked;
