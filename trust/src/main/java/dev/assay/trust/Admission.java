package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides whether a module may be loaded. What it guarantees: a module is admitted only if the index names a current audit
 * statement for exactly this module and release, signed by an identity that the trust policy names as auditor, unexpired,
 * not revoked, complete, whose verdict is {@code approved}; or {@code flagged}, with the policy's quorum of unexpired
 * reviews that name that audit statement and none that rejects it. Where the policy names builders, also only with their
 * provenance. {@code rejected} never loads, and absence is refusal. Pure: same inputs, same decision; no I/O; safe for
 * concurrent use.
 */
public final class Admission {
    /** How many statements of one module are looked at; more are refused, for one of the others could say the opposite. */
    public static final int MOST_STATEMENTS = Evidence.MOST_BUNDLES;

    private final TrustPolicy policy;

    public Admission(TrustPolicy policy) {
        this.policy = policy;
    }

    /**
     * Never throws for any content of the bundles: what cannot be read does not count.
     *
     * @param release the release that the module is to be loaded as
     * @param module the digest of the very bytes that would be loaded, computed from them
     * @param bundles the statements at hand; one that is not needed does no harm
     * @param index what the verified index says of this module and release
     */
    public Decision decide(
            Release release,
            Digest module,
            List<byte[]> bundles,
            IndexedStatements index,
            Revocations revocations,
            Instant now) {
        return new Judgement(policy, release, module, index, revocations, now).decide(bundles);
    }

    /** Where the review of a module stands, by the same inputs and the same rule. Never throws, as {@link #decide}. */
    public Standing standing(
            Release release,
            Digest module,
            List<byte[]> bundles,
            IndexedStatements index,
            Revocations revocations,
            Instant now) {
        return new Judgement(policy, release, module, index, revocations, now).standing(bundles);
    }

    /**
     * The same for a release that no registry lists yet: as if all these statements were listed now, and the auditor's
     * newest were the current one.
     */
    public Standing standing(Release release, Digest module, List<byte[]> bundles, Instant now) {
        Map<Digest, Instant> listed = new TreeMap<>();
        bundles.forEach(bundle -> listed.put(Digest.of(bundle), now));
        IndexedStatements index = new IndexedStatements(
                Optional.of(release.digest()), newestAudit(release, module, bundles), listed, Instant.MAX);
        return standing(release, module, bundles, index, Revocations.NONE, now);
    }

    private Optional<Digest> newestAudit(Release release, Digest module, List<byte[]> bundles) {
        Optional<Digest> newest = Optional.empty();
        Instant made = Instant.MIN;
        for (byte[] bundle : bundles) {
            if (Attribution.of(bundle, policy) instanceof Attribution.Attributed audit
                    && audit.role() == Role.AUDITOR
                    && audit.statement().predicateType().equals(PredicateType.AUDIT)
                    && audit.statement().isAbout(module, release.digest())) {
                Instant audited = Fields.of(audit.statement().predicate(), "predicate")
                        .optionalInstant("audited")
                        .orElse(Instant.MIN);
                if (!audited.isBefore(made)) {
                    newest = Optional.of(audit.bundle());
                    made = audited;
                }
            }
        }
        return newest;
    }
}
