package dev.assay.audit;

import dev.assay.model.Word;

/** How much of a module is judged. */
public enum Profile implements Word {
    /** The module alone: rules that need a manifest or provenance are listed as not applicable. */
    MODULE,
    /** A plugin with its manifest: every rule. */
    PLUGIN;

    public static Profile parse(String id) {
        return Word.parse(Profile.class, id);
    }
}
