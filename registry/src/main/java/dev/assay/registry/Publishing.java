package dev.assay.registry;

import dev.assay.model.Reason;

/** What came of publishing. */
public sealed interface Publishing {
    /** The registry now lists this. */
    record Published(Entry entry) implements Publishing {}

    /** The registry already listed all of this; nothing was written. */
    record Unchanged(Entry entry) implements Publishing {}

    /** The registry lists something else under this version, and versions are immutable; nothing was written. */
    record Refused(Reason reason) implements Publishing {}
}
