package dev.assay.audit;

import dev.assay.audit.rehearsal.Observed;
import dev.assay.audit.rehearsal.Scenes;
import dev.assay.audit.rule.DynamicChecks;
import dev.assay.audit.rule.DynamicRules;
import dev.assay.audit.rule.FormatRules;
import dev.assay.audit.rule.MalwareRules;
import dev.assay.audit.rule.ResourceRules;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Verdict;
import dev.assay.sandbox.Opinion;
import dev.assay.sandbox.Sandbox;
import dev.assay.wasm.Layer;
import dev.assay.wasm.ReadLimits;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.feature.FeatureSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Judges modules. Never executes one itself. The same request gives the same report, and no bytes make it throw. Safe for
 * concurrent use where the second opinion is.
 */
public final class Auditor {
    public static final String VERSION = Shipped.text("version.txt").strip();

    /** Name and version of this program, as audit statements bind it. */
    public static final String IDENTITY = "assay/" + VERSION;

    /** Those of engines, but for locals: rule R02 says more about them. */
    private static final ReadLimits LIMITS = ReadLimits.JUDGING.withLocals(ReadLimits.READING.locals());

    /** A larger module is worth a second thread. */
    private static final int LARGE = 1 << 20;

    private final Supplier<Policy> policy;
    private final SecondOpinion secondOpinion;
    private final Clock clock;
    private final Optional<Rehearsals> rehearsals;

    /** The clock decides which waivers are in force, and whether advisories are out of date: nothing else. */
    public Auditor(Policy policy, SecondOpinion secondOpinion, Clock clock) {
        this(() -> policy, secondOpinion, clock);
    }

    /** The same by a policy that may still be being read, and is the same each time. */
    public Auditor(Supplier<Policy> policy, SecondOpinion secondOpinion, Clock clock) {
        this(policy, secondOpinion, clock, Optional.empty());
    }

    private Auditor(
            Supplier<Policy> policy, SecondOpinion secondOpinion, Clock clock, Optional<Rehearsals> rehearsals) {
        this.policy = policy;
        this.secondOpinion = secondOpinion;
        this.clock = clock;
        this.rehearsals = rehearsals;
    }

    /** The same that also sees what a module does; otherwise the dynamic rules do not apply. */
    public Auditor rehearsing(Rehearsals others) {
        return new Auditor(policy, secondOpinion, clock, Optional.of(others));
    }

    /** What has been found so far, and what could not be looked at. */
    private record Examination(Findings findings, List<String> gaps, List<Report.NotApplicable> notApplicable) {
        Examination() {
            this(new Findings(), new ArrayList<>(), new ArrayList<>());
        }
    }

    public Report audit(AuditRequest request) {
        Layer layer = Layer.of(request.module());
        Findings findings = new Findings();
        if (layer == Layer.COMPONENT) {
            findings.add(FormatRules.F10, Action.REJECT, 0, "this is a component, which wraps core modules");
            return unreadable(request, findings);
        }
        try {
            return audit(new Specimen(request, layer, WasmModule.read(request.module())));
        } catch (WasmException e) {
            findings.add(FormatRules.F01, Action.REJECT, e.offset(), e.reason());
            if (ResourceRules.isOverLimit(e.reason())) {
                findings.add(ResourceRules.R08, Action.REJECT, e.offset(), e.reason());
            }
            return unreadable(request, findings);
        }
    }

    private Report audit(Specimen specimen) {
        Examination examination = examine(specimen);
        Report report = judge(specimen, examination);
        if (!specimen.request().asksEngine()) {
            return report;
        }
        if (report.verdict() == Verdict.REJECTED) {
            // a bomb that the rules know must not be given to the engine, which may take its whole time over it
            String why = "the module is rejected without it";
            examination.notApplicable().add(new Report.NotApplicable("F02", why));
            if (rehearsals.isPresent()) {
                DynamicRules.all().forEach(check -> notRehearsed(check.rule(), why, examination));
            }
        } else {
            askAgain(specimen, examination);
            rehearsals.ifPresent(where -> rehearse(specimen, where, examination));
        }
        return judge(specimen, examination);
    }

    private static void notRehearsed(Rule rule, String why, Examination examination) {
        examination.notApplicable().add(new Report.NotApplicable(rule.id(), why));
    }

    private static void rehearse(Specimen specimen, Rehearsals where, Examination examination) {
        try {
            Scenes scenes = Scenes.of(specimen);
            Observed seen = Observed.of(specimen.bytes(), scenes, where);
            DynamicChecks.check(
                    specimen,
                    scenes,
                    seen,
                    examination.findings().has(MalwareRules.X01, MalwareRules.X02),
                    examination.findings());
            if (!scenes.isPlugin()) {
                DynamicChecks.OF_PLUGINS.forEach(
                        rule -> notRehearsed(rule, "it has no entry that the contract knows", examination));
            }
            if (seen.compiled().isEmpty()) {
                String why = "it is always interpreted: " + seen.uncompiled();
                notRehearsed(DynamicRules.D07, why, examination);
                if (scenes.isPlugin()) {
                    notRehearsed(DynamicRules.D03, why, examination);
                }
            }
        } catch (Observed.Unseen e) {
            examination.gaps().add("D01 to D11 were not checked: " + Inert.line(String.valueOf(e.getMessage()), 500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            examination.gaps().add("D01 to D11 were not checked: the rehearsal was interrupted");
        } catch (RuntimeException e) {
            examination.gaps().add("D01 to D11 were not checked: " + Inert.line(e.toString(), 300));
        }
    }

    private Examination examine(Specimen specimen) {
        Examination examination = new Examination();
        validity(specimen)
                .ifPresent(e -> examination.findings().add(FormatRules.F01, Action.REJECT, e.offset(), e.reason()));
        Optional<String> stale = specimen.request().advisories().flatMap(all -> all.staleAt(clock.instant()));
        for (RuleCatalogue.Check check : RuleCatalogue.checks()) {
            String reason = whyNotApplicable(check.rule(), specimen.request());
            if (stale.isPresent() && check.rule().needs() == Rule.Needs.ADVISORIES) {
                examination.gaps().add(check.rule().id() + " was not checked: " + stale.get());
            } else if (reason.isEmpty()) {
                run(check, specimen, examination);
            } else {
                examination
                        .notApplicable()
                        .add(new Report.NotApplicable(check.rule().id(), reason));
            }
        }
        if (specimen.request().profile() == Profile.PLUGIN
                && specimen.request().manifest().isEmpty()) {
            examination.gaps().add("the profile 'plugin' needs a manifest, and there is none");
        }
        return examination;
    }

    /** Why it is not valid. Meanwhile the walk over a large module's code goes on in this thread: each takes as long as the other. */
    private static Optional<WasmException> validity(Specimen specimen) {
        if (specimen.bytes().length < LARGE) {
            return validate(specimen);
        }
        CompletableFuture<Optional<WasmException>> other = CompletableFuture.supplyAsync(() -> {
            Optional<WasmException> fault = validate(specimen);
            ahead(specimen::digest);
            ahead(specimen::scan);
            return fault;
        });
        ahead(specimen::code);
        return other.join();
    }

    /** Makes what rules will ask for; those will say what is wrong with it. */
    private static void ahead(Runnable walk) {
        try {
            walk.run();
        } catch (RuntimeException e) {
            // the same again when a rule asks
        }
    }

    private static Optional<WasmException> validate(Specimen specimen) {
        try {
            Validator.validate(specimen.bytes(), FeatureSet.ALL, LIMITS);
            return Optional.empty();
        } catch (WasmException e) {
            return Optional.of(e);
        }
    }

    private String whyNotApplicable(Rule rule, AuditRequest request) {
        return switch (rule.needs()) {
            case MODULE -> "";
            case ENGINE -> request.asksEngine() ? "" : "the module was not to be given to the engine";
            case MANIFEST -> request.manifest().isPresent() ? "" : "there is no manifest";
            case PROVENANCE ->
                request.provenanceRequired() || !request.provenance().isEmpty()
                        ? ""
                        : "no provenance was given, and it is not asked for here";
            case PREDECESSOR -> request.previous().isPresent() ? "" : "no version before was given";
            case REBUILD -> request.rebuild().isPresent() ? "" : "no independent rebuild was given";
            case ADVISORIES -> request.advisories().isPresent() ? "" : "no advisories were given";
            case DETERMINISM -> request.isDeterministic() ? "" : "runs need not give the same bytes everywhere";
            case REHEARSAL ->
                request.asksEngine() && rehearsals.isPresent()
                        ? ""
                        : "the module was not to be led through a rehearsal";
        };
    }

    /** A rule that fails has not been checked; the audit goes on and says so. */
    private static void run(RuleCatalogue.Check check, Specimen specimen, Examination examination) {
        try {
            check.test().run(specimen, examination.findings());
        } catch (RuntimeException e) {
            examination.gaps().add(check.rule().id() + " was not checked: " + Inert.line(e.toString(), 300));
        }
    }

    private void askAgain(Specimen specimen, Examination examination) {
        switch (opinion(specimen.bytes())) {
            case Opinion.Agrees agrees -> {}
            case Opinion.Disagrees(String message) -> {
                SortedSet<String> unknown = new TreeSet<>(specimen.summary().features());
                unknown.removeAll(Sandbox.FEATURES);
                if (unknown.isEmpty()) {
                    String what = "the second validator does not accept the module: " + message;
                    examination.findings().add(FormatRules.F02, Action.REVIEW, Finding.NOWHERE, what);
                } else {
                    String why = "F02 was not checked: the engine does not know " + String.join(", ", unknown);
                    examination.gaps().add(why + ", which the module needs");
                }
            }
            case Opinion.Undecided(String reason) ->
                examination.gaps().add("F02 was not checked: " + Inert.line(reason, 500));
        }
    }

    private Opinion opinion(byte[] module) {
        try {
            return secondOpinion.check(module);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Opinion.Undecided("the check was interrupted");
        }
    }

    private Report judge(Specimen specimen, Examination examination) {
        AuditRequest request = specimen.request();
        Instant now = clock.instant();
        List<Waiver> waivers = request.waivers().all().stream()
                .filter(waiver -> waiver.isAbout(request, specimen.digest()))
                .toList();
        List<Finding> findings =
                WaiverRules.apply(waivers, examination.findings().sorted(), now);
        Policy by = policy.get();
        List<Policy.Considered> considered = by.consider(PolicyVariables.of(
                specimen,
                findings,
                waivers.stream().filter(waiver -> waiver.isInForce(now)).toList(),
                request.advisories().filter(all -> all.staleAt(now).isEmpty()).isPresent()));
        List<Policy.Decision> decisions = Policy.decisions(considered);
        boolean complete = examination.gaps().isEmpty();
        Verdict verdict = complete ? Verdict.APPROVED : Verdict.FLAGGED;
        for (Policy.Decision decision : decisions) {
            verdict = verdict.or(decision.verdict());
        }
        return new Report(
                request.path(),
                specimen.digest(),
                specimen.bytes().length,
                request.profile(),
                verdict,
                complete,
                List.copyOf(examination.gaps()),
                considered,
                decisions,
                findings,
                examination.notApplicable().stream()
                        .sorted(Comparator.comparing(Report.NotApplicable::rule))
                        .toList(),
                specimen.capabilities(),
                specimen.summary().features(),
                request.contract(),
                request.manifest(),
                new Report.PolicyId(by.name(), by.digest()),
                request.advisories().map(Report.AdvisoriesId::of));
    }

    /** What cannot be read is rejected by no policy's leave, and no other rule has anything to look at. */
    private Report unreadable(AuditRequest request, Findings findings) {
        Policy by = policy.get();
        List<Finding> found = findings.sorted();
        List<Report.NotApplicable> notApplicable = RuleCatalogue.all().stream()
                .filter(rule ->
                        found.stream().noneMatch(finding -> finding.rule().equals(rule)))
                .map(rule -> new Report.NotApplicable(rule.id(), "the file is no core module that can be read"))
                .toList();
        String reason = "what cannot be read as a core module is never loaded";
        return new Report(
                request.path(),
                Digest.of(request.module()),
                request.module().length,
                request.profile(),
                Verdict.REJECTED,
                true,
                List.of(),
                List.of(),
                List.of(new Policy.Decision("unreadable", Verdict.REJECTED, reason)),
                found,
                notApplicable,
                new TreeSet<>(),
                new TreeSet<>(),
                request.contract(),
                request.manifest(),
                new Report.PolicyId(by.name(), by.digest()),
                request.advisories().map(Report.AdvisoriesId::of));
    }
}
