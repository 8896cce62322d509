package dev.assay.audit;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Verdict;
import dev.assay.wasm.Layer;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Judges modules. Never executes one. The same request gives the same report, and no bytes make it throw. Safe for
 * concurrent use where the second opinion is.
 */
public final class Auditor {
    /** Name and version of this program, as audit statements bind it. */
    public static final String IDENTITY = "assay/" + version();

    private final Policy policy;
    private final SecondOpinion secondOpinion;
    private final Clock clock;

    /** The clock decides which waivers are in force, and nothing else. */
    public Auditor(Policy policy, SecondOpinion secondOpinion, Clock clock) {
        this.policy = policy;
        this.secondOpinion = secondOpinion;
        this.clock = clock;
    }

    public Report audit(AuditRequest request) {
        Digest digest = Digest.of(request.module());
        Layer layer = Layer.of(request.module());
        if (layer == Layer.COMPONENT) {
            Findings findings = new Findings();
            findings.add(FormatRules.F10, Action.REJECT, 0, "this is a component, which wraps core modules");
            return unreadable(request, digest, findings);
        }
        try {
            Summary summary = WasmModule.read(request.module());
            return judge(new Specimen(request, digest, layer, summary));
        } catch (WasmException e) {
            Findings findings = new Findings();
            findings.add(FormatRules.F01, Action.REJECT, e.offset(), e.reason());
            return unreadable(request, digest, findings);
        }
    }

    private Report judge(Specimen specimen) {
        AuditRequest request = specimen.request();
        Findings findings = new Findings();
        List<String> gaps = new ArrayList<>();
        List<Report.NotApplicable> notApplicable = new ArrayList<>();
        for (RuleCatalogue.Check check : RuleCatalogue.checks()) {
            String reason = whyNotApplicable(check.rule(), request);
            if (!reason.isEmpty()) {
                notApplicable.add(new Report.NotApplicable(check.rule().id(), reason));
                continue;
            }
            run(check, specimen, findings, gaps);
        }
        switch (secondOpinion.on(specimen.bytes())) {
            case Opinion.Valid valid -> {}
            case Opinion.Invalid invalid ->
                findings.add(
                        FormatRules.F02,
                        Action.REVIEW,
                        Finding.NOWHERE,
                        "the second validator refuses the module: " + invalid.reason());
            case Opinion.Unknown unknown -> gaps.add(Inert.line("F02 was not checked: " + unknown.reason(), 500));
        }
        if (request.profile() == Profile.PLUGIN && request.manifest().isEmpty()) {
            gaps.add("the profile 'plugin' needs a manifest, and there is none");
        }
        Instant now = clock.instant();
        List<Waiver> waivers = request.waivers().all().stream()
                .filter(waiver -> waiver.isAbout(request, specimen.digest()))
                .toList();
        List<Finding> all = WaiverRules.apply(waivers, findings.sorted(), now);
        List<Policy.Decision> decisions = policy.decide(PolicyVariables.of(
                specimen,
                all,
                waivers.stream().filter(waiver -> waiver.isInForce(now)).toList()));
        Verdict verdict = gaps.isEmpty() ? Verdict.APPROVED : Verdict.FLAGGED;
        for (Policy.Decision decision : decisions) {
            verdict = verdict.or(decision.verdict());
        }
        return new Report(
                request.path(),
                specimen.digest(),
                specimen.bytes().length,
                request.profile(),
                verdict,
                gaps.isEmpty(),
                List.copyOf(gaps),
                decisions,
                all,
                List.copyOf(notApplicable),
                specimen.capabilities(),
                specimen.summary().features(),
                request.contract(),
                request.manifest(),
                new Report.PolicyId(policy.name(), policy.digest()));
    }

    /** A rule that fails has not been checked; the audit goes on and says so. */
    private static void run(RuleCatalogue.Check check, Specimen specimen, Findings findings, List<String> gaps) {
        try {
            check.test().run(specimen, findings);
        } catch (RuntimeException e) {
            gaps.add(check.rule().id() + " was not checked: " + Inert.line(e.toString(), 300));
        }
    }

    private static String whyNotApplicable(Rule rule, AuditRequest request) {
        return switch (rule.needs()) {
            case MODULE -> "";
            case MANIFEST -> request.manifest().isPresent() ? "" : "there is no manifest";
            case PROVENANCE ->
                request.provenanceRequired() || !request.provenance().isEmpty()
                        ? ""
                        : "no provenance was given, and it is not asked for here";
        };
    }

    /** What cannot be read is rejected by no policy's leave, and no other rule has anything to look at. */
    private Report unreadable(AuditRequest request, Digest digest, Findings findings) {
        List<Finding> found = findings.sorted();
        List<Report.NotApplicable> notApplicable = RuleCatalogue.all().stream()
                .filter(rule ->
                        found.stream().noneMatch(finding -> finding.rule().equals(rule)))
                .map(rule -> new Report.NotApplicable(rule.id(), "the file is no core module that can be read"))
                .toList();
        return new Report(
                request.path(),
                digest,
                request.module().length,
                request.profile(),
                Verdict.REJECTED,
                true,
                List.of(),
                List.of(new Policy.Decision(
                        "unreadable", Verdict.REJECTED, "what cannot be read as a core module is never loaded")),
                found,
                notApplicable,
                new TreeSet<>(),
                new TreeSet<>(),
                request.contract(),
                request.manifest(),
                new Report.PolicyId(policy.name(), policy.digest()));
    }

    private static String version() {
        return Shipped.text("version.txt").strip();
    }
}
