package dev.assay.audit;

import dev.assay.model.Word;

/** What a finding asks for. The order is from the mildest to the strictest. */
public enum Action implements Word {
    /** Worth knowing; changes nothing by itself. */
    NOTE,
    /** A person must look before the module is approved. */
    REVIEW,
    /** The module must not be loaded. Only rules that are almost never wrong ask for this. */
    REJECT
}
