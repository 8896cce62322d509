package dev.assay.trust.tuf;

import dev.assay.model.Word;

/** The four roles that the root names keys for (section 2.1). */
public enum TopLevel implements Word {
    ROOT,
    TARGETS,
    SNAPSHOT,
    TIMESTAMP;

    /** Whether a delegated role of this name would be taken for one of the four, also where file names ignore case. */
    static boolean isTaken(String role) {
        for (TopLevel each : values()) {
            if (each.id().equalsIgnoreCase(role)) {
                return true;
            }
        }
        return false;
    }
}
