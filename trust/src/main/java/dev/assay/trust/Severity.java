package dev.assay.trust;

import dev.assay.model.Word;

/** How bad the reason of a revocation is; for people and alerts. Every severity stops the plugin. */
public enum Severity implements Word {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    public static Severity parse(String id) {
        return Word.parse(Severity.class, id);
    }
}
