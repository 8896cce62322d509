package dev.assay.audit;

/** What a second validator, written by others, says of a module. */
public sealed interface Opinion {
    /** It would load it. */
    record Valid() implements Opinion {}

    /** It would not, for this reason. */
    record Invalid(String reason) implements Opinion {}

    /** It cannot say, for this reason: the audit is then incomplete. */
    record Unknown(String reason) implements Opinion {}
}
