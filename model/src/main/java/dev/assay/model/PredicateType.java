package dev.assay.model;

/** What a statement says, by the URI that in-toto calls the predicate type. */
public final class PredicateType {
    /** How the module was built (SLSA 1.0). */
    public static final String PROVENANCE = "https://slsa.dev/provenance/v1";

    /** What the module is made of and was made with (CycloneDX). */
    public static final String SBOM = "https://cyclonedx.org/bom";

    /** What the audit found: the statement that a runtime must have to load a module. */
    public static final String AUDIT = "https://assay.dev/attestation/audit/v1";

    /** What a security reviewer decided about a flagged module. */
    public static final String REVIEW = "https://assay.dev/attestation/review/v1";

    /** A decision about the whole chain, for other tools and for the record (SLSA verification summary). */
    public static final String VERIFICATION_SUMMARY = "https://slsa.dev/verification_summary/v1";

    /** What a runtime did with a module, once, so that it can be done again. */
    public static final String RECEIPT = "https://assay.dev/attestation/receipt/v1";

    /** What audits are to know of toolchains and libraries: these very bytes. */
    public static final String ADVISORIES = "https://assay.dev/attestation/advisories/v1";

    private PredicateType() {}
}
