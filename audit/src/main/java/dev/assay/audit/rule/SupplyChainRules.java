package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.Severity;
import dev.assay.audit.Specimen;
import dev.assay.audit.comparison.Comparison;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.wasm.Producer;
import dev.assay.wasm.WasmException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether it is known where the module comes from. */
public final class SupplyChainRules {
    public static final Rule P01 = new Rule(
            "P01",
            "Toolchain not named, or not plausibly",
            "Without the name of the compiler nobody can say which of its faults are in the module.",
            345,
            Severity.LOW,
            Set.of(NOTE),
            "Keep the section 'producers' when stripping.",
            Rule.Needs.MODULE);

    public static final Rule P02 = new Rule(
            "P02",
            "Toolchain with a known fault",
            "An advisory says that this version of the toolchain makes faulty or malicious code.",
            1395,
            Severity.HIGH,
            Set.of(REVIEW),
            "Build with a version that the advisory does not name.",
            Rule.Needs.ADVISORIES);

    public static final Rule P03 = new Rule(
            "P03",
            "Library with a known fault",
            "An advisory is about a library of this version, and the module or its SBOM says that it is built from it.",
            1395,
            Severity.HIGH,
            Set.of(REJECT, REVIEW, NOTE),
            "Update the library.",
            Rule.Needs.ADVISORIES);

    public static final Rule P04 = new Rule(
            "P04",
            "Provenance missing or about something else",
            "Without a statement about exactly these bytes nobody knows from which source they were built.",
            347,
            Severity.HIGH,
            Set.of(REJECT, REVIEW),
            "Give the provenance that this build recorded, for this module.",
            Rule.Needs.PROVENANCE);

    public static final Rule P05 = new Rule(
            "P05",
            "Independent rebuild differs",
            "Whoever built the same source elsewhere got other bytes, so these are not what the source says.",
            494,
            Severity.HIGH,
            Set.of(REVIEW),
            "Make the build reproducible, or find out what was put in.",
            Rule.Needs.REBUILD);

    public static final Rule P06 = new Rule(
            "P06",
            "Version with new powers or mostly new code",
            "A small change of the version hides a large change of what it does.",
            829,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Say in the review what is new and why; release it as a new major version.",
            Rule.Needs.PREDECESSOR);

    private SupplyChainRules() {}

    public static List<Check> all() {
        return List.of(
                new Check(P01, SupplyChainRules::producers),
                new Check(P02, AdvisoryRules::toolchains),
                new Check(P03, AdvisoryRules::libraries),
                new Check(P04, SupplyChainRules::provenance),
                new Check(P05, SupplyChainRules::rebuild),
                new Check(P06, SupplyChainRules::previous));
    }

    public static boolean isAbout(Statement statement, Digest module) {
        return statement.subjects().stream()
                .anyMatch(subject -> subject.digest().equals(module));
    }

    private static void provenance(Specimen specimen, Findings findings) {
        List<Statement> given = specimen.request().provenance();
        if (given.isEmpty()) {
            findings.add(P04, REVIEW, Finding.NOWHERE, "there is no provenance");
        }
        for (Statement statement : given) {
            if (!statement.predicateType().equals(PredicateType.PROVENANCE)) {
                findings.add(
                        P04,
                        REJECT,
                        Finding.NOWHERE,
                        "the statement is no provenance: its type is " + statement.predicateType());
            } else if (!isAbout(statement, specimen.digest())) {
                findings.add(
                        P04,
                        REJECT,
                        Finding.NOWHERE,
                        "the provenance is about "
                                + statement.subjects().getFirst().digest() + ", not about this module");
            }
        }
    }

    /** Tool conventions, "Producers section": three fields, and a language comes with what processed it. */
    private static final Set<String> FIELDS = Set.of("language", "processed-by", "sdk");

    private static final Map<String, String> COMPILERS = Map.of("Rust", "rustc", "Go", "Go cmd/compile");

    private static void producers(Specimen specimen, Findings findings) {
        List<Producer> producers = specimen.summary().producers();
        if (producers.isEmpty()) {
            findings.add(P01, NOTE, Finding.NOWHERE, "the module does not say what built it");
            return;
        }
        Set<String> processed = new HashSet<>();
        for (Producer producer : producers) {
            if (!FIELDS.contains(producer.field())) {
                findings.add(
                        P01,
                        NOTE,
                        Finding.NOWHERE,
                        "'producers' has the unknown field " + Inert.quote(producer.field()));
            }
            if (producer.field().equals("processed-by")) {
                processed.add(producer.name());
            }
        }
        for (Producer producer : producers) {
            String compiler = COMPILERS.get(producer.name());
            if (producer.field().equals("language") && compiler != null && !processed.contains(compiler)) {
                findings.add(
                        P01,
                        NOTE,
                        Finding.NOWHERE,
                        "'producers' names the language " + producer.name() + " and not its compiler, " + compiler);
            }
        }
    }

    private static void rebuild(Specimen specimen, Findings findings) {
        specimen.request()
                .rebuild()
                .filter(digest -> !digest.equals(specimen.digest()))
                .ifPresent(
                        digest -> findings.add(P05, REVIEW, Finding.NOWHERE, "the independent rebuild made " + digest));
    }

    private static void previous(Specimen specimen, Findings findings) {
        Optional<byte[]> previous = specimen.request().previous();
        if (previous.isEmpty()) {
            return;
        }
        Comparison comparison;
        try {
            comparison = Comparison.of(previous.get(), specimen.summary(), specimen.code());
        } catch (WasmException e) {
            findings.add(P06, REVIEW, Finding.NOWHERE, "the version before cannot be read: " + e.reason());
            return;
        }
        for (String added : comparison.imports().added()) {
            findings.add(P06, REVIEW, Finding.NOWHERE, "this version adds the import " + Inert.line(added, 200));
        }
        if (comparison.startAdded()) {
            findings.add(P06, REVIEW, Finding.NOWHERE, "this version adds a start function");
        }
        if (comparison.newShare() > 50) {
            findings.add(P06, REVIEW, Finding.NOWHERE, comparison.newShare() + " % of the code is new, more than half");
        }
    }
}
