package dev.assay.audit;

import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.audit.report.ReportJson;
import dev.assay.model.AuditPredicate;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The outcome of one audit. The same module, rules, policy, waivers and manifest give an equal report, wherever and
 * whenever it is made, but for waivers and advisories that end in between.
 *
 * @param path as the file was named, unchanged; renderers make it inert
 * @param digest of the module's bytes
 * @param size of the module, in bytes
 * @param complete whether everything that applies was checked
 * @param gaps why it is not complete; empty where it is
 * @param considered the policy's conditions, each with what came of it; none where no policy was asked
 * @param decisions the policy's conditions that held
 * @param findings strictest first
 * @param notApplicable the rules that had nothing to look at
 * @param capabilities the kinds of capability that the binary imports, declared and ambient ones
 * @param features the WebAssembly proposals that the binary needs
 * @param contract the host contract that it was judged against
 * @param manifest where a manifest was given
 * @param advisories what was known of toolchains and libraries, where it was given
 */
public record Report(
        String path,
        Digest digest,
        long size,
        Profile profile,
        Verdict verdict,
        boolean complete,
        List<String> gaps,
        List<Policy.Considered> considered,
        List<Policy.Decision> decisions,
        List<Finding> findings,
        List<NotApplicable> notApplicable,
        SortedSet<String> capabilities,
        SortedSet<String> features,
        Contract contract,
        Optional<ManifestFile> manifest,
        PolicyId policy,
        Optional<AdvisoriesId> advisories) {

    public Report {
        if (verdict == Verdict.APPROVED && !complete) {
            throw new IllegalArgumentException("an incomplete audit never approves");
        }
    }

    /** Which policy decided. */
    public record PolicyId(String name, Digest digest) {}

    /** Which advisories it was compared with, when they were signed and until when they count, and by whom. */
    public record AdvisoriesId(Digest digest, Instant issued, Instant expires, String by) {
        static AdvisoriesId of(SignedAdvisories signed) {
            return new AdvisoriesId(signed.advisories().digest(), signed.issued(), signed.expires(), signed.by());
        }
    }

    /** A rule that had nothing to look at, and why. */
    public record NotApplicable(String rule, String reason) {}

    /** The exit status of the command for this report alone. */
    public int exitStatus() {
        return switch (verdict) {
            case REJECTED -> 20;
            case APPROVED -> 0;
            case FLAGGED -> complete ? 10 : 30;
        };
    }

    /**
     * What an audit statement says of this report, from now until the validity ends. An incomplete audit has no
     * statement, whatever was found: an {@link AuditException} names what is missing.
     */
    public AuditPredicate predicate(Clock clock, Duration validity) {
        if (!complete) {
            throw new AuditException("no audit statement can be made about " + digest
                    + ": the audit is incomplete, because " + String.join("; ", gaps));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new AuditPredicate(
                verdict,
                complete,
                capabilities,
                contract,
                features,
                policy.digest(),
                Auditor.IDENTITY,
                RuleCatalogue.VERSION,
                Digest.of(ReportJson.render(this).getBytes(StandardCharsets.UTF_8)),
                now,
                now.plus(validity));
    }
}
