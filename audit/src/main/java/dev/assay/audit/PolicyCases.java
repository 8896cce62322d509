package dev.assay.audit;

import dev.assay.model.Document;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Verdict;
import dev.assay.model.Word;
import dev.assay.sandbox.Opinion;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a policy is expected to say: cases, each a module that is audited, or findings and facts that are supposed, with the verdict that
 * must come of it. Immutable.
 */
public final class PolicyCases {
    private static final int MOST_CASES = 1_000;
    private static final int MOST_FINDINGS = 1_000;

    private final Optional<String> policy;
    private final List<Case> cases;

    private record Case(
            String name,
            Optional<String> module,
            Optional<String> manifest,
            Supposed supposed,
            Verdict expected,
            List<String> because) {}

    /** What a module would have to be for a case; see {@link PolicyVariables#supposed}. */
    record Supposed(
            List<Finding> findings,
            Profile profile,
            List<String> capabilities,
            List<String> features,
            List<String> builders,
            boolean advisories) {}

    private PolicyCases(Optional<String> policy, List<Case> cases) {
        this.policy = policy;
        this.cases = List.copyOf(cases);
    }

    /**
     * One case that was tried.
     *
     * @param because the ids of the conditions that held
     * @param problem why it does not stand; empty where it does
     * @param considered every condition
     */
    public record Outcome(
            String name,
            Verdict expected,
            Verdict verdict,
            List<String> because,
            Optional<String> problem,
            List<Policy.Considered> considered) {}

    /**
     * Reads {@code format: assay.policy-cases/1} with, if it says so, the {@code policy} that it is for, and a list {@code cases}. Throws
     * {@link FaultyDocumentException} with every fault.
     */
    public static PolicyCases read(byte[] yaml, String file) {
        Document document = Document.read(yaml, file);
        PolicyFile.requireFormat(document, "assay.policy-cases");
        Optional<String> policy = document.optional("policy");
        List<Document> entries = document.mappings("cases");
        if (entries.isEmpty() || entries.size() > MOST_CASES) {
            document.fault("cases", "there are 1 to " + MOST_CASES + " cases, not " + entries.size(), "");
        }
        List<Case> cases = new ArrayList<>();
        entries.forEach(entry -> one(entry).ifPresent(cases::add));
        document.end();
        document.finish();
        return new PolicyCases(policy, cases);
    }

    private static Optional<Case> one(Document entry) {
        Optional<String> name = entry.required("name");
        Optional<String> module = entry.optional("module");
        Optional<String> manifest = entry.optional("manifest");
        Optional<Verdict> expected = entry.required("expect", Verdict::parse);
        List<String> because = entry.texts("because");
        List<Document> findings = entry.mappings("findings");
        Profile profile = entry.optional("profile", Profile::parse)
                .orElse(manifest.isPresent() ? Profile.PLUGIN : Profile.MODULE);
        Supposed supposed = new Supposed(
                findings(entry, findings),
                profile,
                entry.texts("capabilities"),
                entry.texts("features"),
                entry.texts("builders"),
                entry.optional("advisories", text -> truth("advisories", text)).orElse(false));
        entry.end();
        if (module.isPresent()
                && (entry.has("findings")
                        || entry.has("capabilities")
                        || entry.has("features")
                        || entry.has("advisories"))) {
            entry.fault("module", "a case has a module, or supposes what one would be", "leave one of both out");
        }
        return name.isEmpty() || expected.isEmpty()
                ? Optional.empty()
                : Optional.of(new Case(
                        Inert.line(name.get(), 200), module, manifest, supposed, expected.get(), List.copyOf(because)));
    }

    private static List<Finding> findings(Document entry, List<Document> list) {
        if (list.size() > MOST_FINDINGS) {
            entry.fault("findings", "a case has at most " + MOST_FINDINGS + " findings, not " + list.size(), "");
        }
        List<Finding> findings = new ArrayList<>();
        for (Document each : list) {
            Optional<Rule> rule = each.required("rule", PolicyCases::rule);
            Optional<Action> action = each.required("action", text -> Word.parse(Action.class, text));
            boolean waived =
                    each.optional("waived", text -> truth("waived", text)).orElse(false);
            String message = each.optional("message").orElse("");
            each.end();
            if (rule.isPresent() && action.isPresent()) {
                Finding finding = new Finding(rule.get(), action.get(), Finding.NOWHERE, "", message, false);
                findings.add(waived ? finding.waive() : finding);
            }
        }
        return findings;
    }

    private static Rule rule(String id) {
        return RuleCatalogue.find(id)
                .orElseThrow(() -> new InvalidValueException("rule", id, "the id of a rule, such as S01"));
    }

    private static boolean truth(String field, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidValueException(field, text, "true or false");
        };
    }

    /** The policy that they are for, as they name it: a preset, or a file beside them. */
    public Optional<String> policy() {
        return policy;
    }

    /**
     * Tries them all. Modules are audited by their bytes alone: the engine is not asked.
     *
     * @param folder what the names of files are relative to
     * @param files reads one; what it throws ends the trial
     */
    public List<Outcome> tryOut(Policy policy, Path folder, Function<Path, byte[]> files, Clock clock) {
        return cases.stream()
                .map(one -> tryOut(one, policy, folder, files, clock))
                .toList();
    }

    private static Outcome tryOut(Case one, Policy policy, Path folder, Function<Path, byte[]> files, Clock clock) {
        Optional<ManifestFile> manifest =
                one.manifest().map(name -> ManifestFile.read(files.apply(folder.resolve(name)), name));
        if (one.module().isEmpty()) {
            Map<String, Object> variables = PolicyVariables.supposed(one.supposed(), manifest);
            List<Policy.Considered> considered = policy.consider(variables);
            Verdict verdict = Verdict.APPROVED;
            for (Policy.Decision decision : Policy.decisions(considered)) {
                verdict = verdict.or(decision.verdict());
            }
            return outcome(one, verdict, considered, Policy.decisions(considered));
        }
        byte[] module = files.apply(folder.resolve(one.module().get()));
        AuditRequest request = manifest.map(
                        file -> AuditRequest.ofPlugin(one.module().get(), module, file))
                .orElseGet(() -> AuditRequest.ofModule(one.module().get(), module))
                .withProfile(one.supposed().profile())
                .withoutEngine();
        Report report = new Auditor(policy, PolicyCases::notAsked, clock).audit(request);
        return outcome(one, report.verdict(), report.considered(), report.decisions());
    }

    private static Opinion notAsked(byte[] module) {
        return new Opinion.Undecided("the engine is not asked about the " + module.length + " bytes of a case");
    }

    private static Outcome outcome(
            Case one, Verdict verdict, List<Policy.Considered> considered, List<Policy.Decision> decisions) {
        List<String> because = decisions.stream().map(Policy.Decision::id).toList();
        Optional<String> problem = Optional.empty();
        if (verdict != one.expected()) {
            problem = Optional.of("it is " + verdict.id() + ", and should be "
                    + one.expected().id());
        } else if (!one.because().isEmpty() && !one.because().equals(because)) {
            problem = Optional.of("it is so because of " + because + ", and should be because of " + one.because());
        }
        return new Outcome(one.name(), one.expected(), verdict, because, problem, considered);
    }
}
