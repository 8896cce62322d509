package dev.assay.trust;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Statement.Subject;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decision as a statement that other tools understand: SLSA's verification summary v1
 * (slsa.dev/spec/v1.0/verification_summary). It gives no right to load: {@link Admission} never reads one. Pure.
 */
public final class VerificationSummary {
    /** Assay does not judge the builder's SLSA level. */
    private static final String UNEVALUATED = "SLSA_BUILD_LEVEL_UNEVALUATED";

    private VerificationSummary() {}

    /**
     * What an auditor states beside its audit statement. An approved module is {@code PASSED}; a flagged one is
     * {@code FAILED} as a rejected one is, since the summary knows no third word and reviews come later. The policy is that
     * of the audit.
     *
     * @param statement the bundle digest of the audit statement
     * @param auditor a URI of who signed that statement, and will sign this one
     */
    public static Statement ofAudit(
            Release release, Variant variant, AuditPredicate audit, Digest statement, String auditor) {
        boolean passed = audit.verdict() == Verdict.APPROVED && audit.complete();
        ObjectNode predicate = predicate(name(release), audit.policy(), auditor, audit.audited());
        digest(predicate.putArray("inputAttestations").addObject(), statement);
        predicate.put("verificationResult", passed ? "PASSED" : "FAILED");
        predicate.putArray("verifiedLevels").add(passed ? UNEVALUATED : "FAILED");
        return Statement.about(release, variant, PredicateType.VERIFICATION_SUMMARY, predicate);
    }

    /** A URI of who decides by this key: its SHA-256 tells it from all others. */
    public static String verifier(String role, VerificationKey key) {
        return "urn:assay:" + role + ":"
                + HexFormat.of().formatHex(Base64.getDecoder().decode(key.hint()));
    }

    /**
     * What the loader states about its decision. A refusal is {@code FAILED}, with its reasons beside SLSA's fields.
     *
     * @param verifier a URI of who decided
     */
    public static Statement of(
            Decision decision, Release release, TrustPolicy policy, String verifier, Instant decided) {
        ObjectNode predicate = predicate(name(release), policy.digest(), verifier, decided);
        var inputs = predicate.putArray("inputAttestations");
        var levels = predicate.putArray("verifiedLevels");
        switch (decision) {
            case Decision.Admitted admitted -> {
                predicate.put("verificationResult", "PASSED");
                admitted.inputs().forEach(input -> digest(inputs.addObject(), input));
                levels.add(UNEVALUATED);
            }
            case Decision.Refused refused -> {
                predicate.put("verificationResult", "FAILED");
                levels.add("FAILED");
                var reasons = predicate.putArray("reasons");
                refused.reasons().forEach(reason -> reasons.add(reason.toJson()));
            }
        }
        return new Statement(
                List.of(
                        new Subject(name(release) + "#module", decision.module()),
                        new Subject(name(release), decision.release())),
                PredicateType.VERIFICATION_SUMMARY,
                predicate);
    }

    private static ObjectNode predicate(String name, Digest policy, String verifier, Instant decided) {
        ObjectNode predicate = Json.object()
                .put("timeVerified", decided.toString())
                .put("resourceUri", "assay:" + name)
                .put("slsaVersion", "1.0");
        predicate.putObject("verifier").put("id", verifier);
        digest(predicate.putObject("policy"), policy);
        return predicate;
    }

    private static String name(Release release) {
        return release.name() + "@" + release.version();
    }

    private static void digest(ObjectNode holder, Digest digest) {
        holder.putObject("digest").put("sha256", digest.hex());
    }
}
