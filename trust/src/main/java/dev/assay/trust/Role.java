package dev.assay.trust;

import dev.assay.model.Word;

/** Who may say what. No identity holds two. */
public enum Role implements Word {
    /** Says how a module was built. */
    BUILDER,
    /** Says what the audit found: the word that loads a module. */
    AUDITOR,
    /** Says that a flagged module may be loaded. */
    REVIEWER,
    /** Says what a registry holds and which statements are current. */
    PUBLISHER;

    public static Role parse(String id) {
        return Word.parse(Role.class, id);
    }
}
