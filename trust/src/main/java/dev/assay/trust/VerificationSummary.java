package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Statement.Subject;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A decision as a statement that other tools understand: SLSA's verification summary v1. Pure. */
public final class VerificationSummary {
    private VerificationSummary() {}

    /**
     * What the loader states about its decision. A refusal is {@code FAILED}, with its reasons beside SLSA's fields.
     *
     * @param verifier a URI of who decided
     */
    public static Statement of(
            Decision decision, Release release, TrustPolicy policy, String verifier, Instant decided) {
        String name = release.name() + "@" + release.version();
        ObjectNode predicate = Json.object()
                .put("timeVerified", decided.toString())
                .put("resourceUri", "assay:" + name)
                .put("slsaVersion", "1.0");
        predicate.putObject("verifier").put("id", verifier);
        digest(predicate.putObject("policy"), policy.digest());
        var inputs = predicate.putArray("inputAttestations");
        var levels = predicate.putArray("verifiedLevels");
        switch (decision) {
            case Decision.Admitted admitted -> {
                predicate.put("verificationResult", "PASSED");
                admitted.inputs().forEach(input -> digest(inputs.addObject(), input));
                // Assay does not judge the builder's SLSA level.
                levels.add("SLSA_BUILD_LEVEL_UNEVALUATED");
            }
            case Decision.Refused refused -> {
                predicate.put("verificationResult", "FAILED");
                levels.add("FAILED");
                var reasons = predicate.putArray("reasons");
                refused.reasons().forEach(reason -> reasons.add(reason.toJson()));
            }
        }
        return new Statement(
                List.of(new Subject(name + "#module", decision.module()), new Subject(name, decision.release())),
                PredicateType.VERIFICATION_SUMMARY,
                predicate);
    }

    private static void digest(ObjectNode holder, Digest digest) {
        holder.putObject("digest").put("sha256", digest.hex());
    }
}
