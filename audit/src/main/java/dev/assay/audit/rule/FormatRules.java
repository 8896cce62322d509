package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.Profile;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.RuleCatalogue.Test;
import dev.assay.audit.Severity;
import dev.assay.audit.Specimen;
import dev.assay.audit.code.CodeFacts;
import dev.assay.audit.trace.Polyglot;
import dev.assay.model.Inert;
import dev.assay.sandbox.Sandbox;
import dev.assay.wasm.CustomSection;
import dev.assay.wasm.Export;
import dev.assay.wasm.Function;
import dev.assay.wasm.Import;
import dev.assay.wasm.Layer;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.claim.DependencyList;
import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whether the bytes are what they say: one valid core module and nothing else. */
public final class FormatRules {
    public static final Rule F01 = new Rule(
            "F01",
            "Malformed or invalid module",
            "Engines disagree about what malformed bytes mean, and an attacker picks the one that is wrong.",
            1286,
            Severity.HIGH,
            Set.of(REJECT),
            "Build the module again with a current toolchain; do not edit its bytes.",
            Rule.Needs.MODULE);

    public static final Rule F02 = new Rule(
            "F02",
            "Validators disagree",
            "Two independent validators read these bytes differently, so one engine may run what another refuses.",
            436,
            Severity.HIGH,
            Set.of(REVIEW),
            "Build with fewer WebAssembly proposals; if it stays, report it: one of the validators is wrong.",
            Rule.Needs.ENGINE);

    public static final Rule F03 = new Rule(
            "F03",
            "Proposal that the profile does not declare",
            "Engines differ most in what is newest, and a host that lacks it does not load the module.",
            436,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Build for the features of the profile: lower the target in the compiler.",
            Rule.Needs.MODULE);

    public static final Rule F04 = new Rule(
            "F04",
            "Integers longer than they need be",
            "Bytes that mean nothing can carry something; only linkers have a reason to leave room.",
            20,
            Severity.LOW,
            Set.of(NOTE),
            "Write the module once more with a current toolchain.",
            Rule.Needs.MODULE);

    public static final Rule F05 = new Rule(
            "F05",
            "Bytes of another format",
            "A file that is a module to one program and an archive or document to another passes each one's checks.",
            434,
            Severity.HIGH,
            Set.of(REJECT),
            "Ship the module alone, with nothing before, behind or around it.",
            Rule.Needs.MODULE);

    public static final Rule F06 = new Rule(
            "F06",
            "Two sections of one name",
            "Of two sections of names or producers each reader picks one, and shows that to whoever decides.",
            694,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Keep one.",
            Rule.Needs.MODULE);

    public static final Rule F07 = new Rule(
            "F07",
            "Malformed known section",
            "What tools cannot read in a section that they know they show wrongly, or not at all.",
            20,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Build again with a current toolchain, or strip the section.",
            Rule.Needs.MODULE);

    public static final Rule F08 = new Rule(
            "F08",
            "Unknown or oversized custom section",
            "Engines skip custom sections, so data can travel there that nobody looks at.",
            912,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Strip it: wasm-strip, or wasm-tools strip --all.",
            Rule.Needs.MODULE);

    public static final Rule F09 = new Rule(
            "F09",
            "Misleading name",
            "A name with invisible, turned or foreign letters is not the one that a person reads.",
            1007,
            Severity.HIGH,
            Set.of(REVIEW),
            "Name imports and exports in plain letters of one script.",
            Rule.Needs.MODULE);

    public static final Rule F10 = new Rule(
            "F10",
            "Not a core module",
            "A component or a relocatable object is not what runtimes run; what it becomes is decided after the audit.",
            436,
            Severity.HIGH,
            Set.of(REJECT),
            "Give the linked core module.",
            Rule.Needs.MODULE);

    /** Larger sections of names and debugging data are usual; of anything else they are not. */
    private static final int LARGE = 64 << 10;

    private static final Set<String> LARGE_AS_A_RULE = Set.of("name", "linking", ".dep-v0");

    private static final Set<String> KNOWN = Set.of(
            "producers",
            "target_features",
            "dylink",
            "dylink.0",
            "build_id",
            "buildid",
            "go:buildid",
            "sourceMappingURL",
            "external_debug_info",
            "emscripten_metadata");

    private FormatRules() {}

    public static List<Check> all() {
        return List.of(
                new Check(F01, Test.ELSEWHERE),
                new Check(F02, Test.ELSEWHERE),
                new Check(F03, FormatRules::proposals),
                new Check(F04, FormatRules::paddedIntegers),
                new Check(F05, FormatRules::otherFormat),
                new Check(F06, FormatRules::duplicates),
                new Check(F07, FormatRules::malformed),
                new Check(F08, FormatRules::customSections),
                new Check(F09, FormatRules::names),
                new Check(F10, FormatRules::layer));
    }

    private static void layer(Specimen specimen, Findings findings) {
        if (specimen.layer() == Layer.OBJECT) {
            findings.add(F10, REJECT, 0, "this is a relocatable object, meant for a linker");
        }
    }

    private static void otherFormat(Specimen specimen, Findings findings) {
        specimen.summary()
                .trailing()
                .ifPresent(at -> findings.add(
                        F05, REJECT, at, (specimen.bytes().length - at) + " bytes follow the last section"));
        Polyglot.archive(specimen.bytes())
                .ifPresent(at -> findings.add(F05, REJECT, at, "the file is also a ZIP archive, read from its end"));
        Polyglot.document(specimen.bytes())
                .ifPresent(at -> findings.add(F05, REJECT, at, "the file is also a PDF document"));
    }

    private static void customSections(Specimen specimen, Findings findings) {
        for (CustomSection section : specimen.summary().customSections()) {
            String name = section.name();
            boolean debugging = name.startsWith(".debug_") || name.startsWith("reloc.");
            if (LARGE_AS_A_RULE.contains(name) || debugging) {
                continue;
            }
            boolean known =
                    KNOWN.contains(name) || name.startsWith("metadata.code.") || name.startsWith("component-type");
            if (!known || section.size() > LARGE) {
                findings.add(
                        F08,
                        REVIEW,
                        section.offset(),
                        (known ? "the custom section " : "the unknown custom section ") + Inert.quote(name) + " has "
                                + section.contentSize() + " bytes");
            }
        }
    }

    /** A plugin may need what the sandbox runs; a module alone what is finished: WebAssembly 3.0, threads, and the older exceptions. */
    private static void proposals(Specimen specimen, Findings findings) {
        boolean plugin = specimen.request().profile() == Profile.PLUGIN;
        SortedSet<String> undeclared = new TreeSet<>(specimen.summary().features());
        undeclared.removeAll(plugin ? Sandbox.FEATURES : FINISHED);
        if (!undeclared.isEmpty()) {
            findings.add(
                    F03,
                    REVIEW,
                    Finding.NOWHERE,
                    "the module needs " + String.join(", ", undeclared) + ", which the profile '"
                            + specimen.request().profile().id() + "' does not declare");
        }
    }

    private static final Set<String> FINISHED = FeatureSet.WASM_3
            .with(Feature.THREADS)
            .with(Feature.LEGACY_EXCEPTIONS)
            .ids();

    private static void paddedIntegers(Specimen specimen, Findings findings) {
        for (Summary.Part part : specimen.summary().sections()) {
            padded(part.offset() + 1, part.contentOffset(), part.contentSize(), findings);
        }
        int at = -1;
        for (Function function : specimen.summary().functions()) {
            if (at >= 0) {
                padded(at, function.offset(), function.size(), findings);
            }
            at = function.offset() + function.size();
        }
        for (CodeFacts.Place place : specimen.code().paddedIntegers()) {
            findings.add(F04, NOTE, place.offset(), "an integer takes " + place.value() + " bytes and needs fewer");
        }
    }

    private static final int LINKED = 5;

    private static void padded(int from, int to, int value, Findings findings) {
        int needed = Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
        if (to - from > needed && to - from != LINKED) {
            findings.add(F04, NOTE, from, "an integer takes " + (to - from) + " bytes and needs " + needed);
        }
    }

    private static void duplicates(Specimen specimen, Findings findings) {
        Set<String> seen = new HashSet<>();
        for (CustomSection section : specimen.summary().customSections()) {
            boolean read = section.name().equals("name") || section.name().equals("producers");
            if (read && !seen.add(section.name())) {
                findings.add(F06, REVIEW, section.offset(), "a second section '" + section.name() + "'");
            }
        }
    }

    private static void malformed(Specimen specimen, Findings findings) {
        for (CustomSection.Problem problem : specimen.summary().problems()) {
            findings.add(F07, REVIEW, problem.offset(), problem.message());
        }
        for (DependencyList list : DependencyList.of(specimen.summary())) {
            try {
                list.json();
            } catch (WasmException e) {
                findings.add(F07, REVIEW, e.offset(), e.reason());
            }
        }
    }

    private static void names(Specimen specimen, Findings findings) {
        for (Import wanted : specimen.summary().imports()) {
            MisleadingName.why(wanted.module())
                    .or(() -> MisleadingName.why(wanted.name()))
                    .ifPresent(why -> findings.add(
                            F09,
                            REVIEW,
                            wanted.offset(),
                            "import " + Inert.quote(wanted.module()) + " " + Inert.quote(wanted.name()) + " " + why));
        }
        for (Export export : specimen.summary().exports()) {
            MisleadingName.why(export.name())
                    .ifPresent(why -> findings.add(
                            F09, REVIEW, export.offset(), "export " + Inert.quote(export.name()) + " " + why));
        }
    }
}
