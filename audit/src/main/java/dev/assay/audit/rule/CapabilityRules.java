package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Action;
import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.ManifestFile;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.Severity;
import dev.assay.audit.Specimen;
import dev.assay.model.Inert;
import dev.assay.model.Manifest;
import dev.assay.wasm.Import;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Whether the module asks its host for exactly what its manifest says. */
public final class CapabilityRules {
    public static final Rule C01 = new Rule(
            "C01",
            "Import outside the contract and the manifest",
            "What a module imports is all that it can do to its host; an undeclared import is an undeclared power.",
            284,
            Severity.CRITICAL,
            Set.of(REJECT),
            "Declare the capability in the manifest, or remove the code that imports it.",
            Rule.Needs.MANIFEST);

    public static final Rule C02 = new Rule(
            "C02",
            "Declared capability that is not used",
            "A grant that nobody needs is one that a later version can use without anybody deciding it.",
            250,
            Severity.LOW,
            Set.of(NOTE),
            "Remove it from the manifest.",
            Rule.Needs.MANIFEST);

    public static final Rule C05 = new Rule(
            "C05",
            "Import that evaluates code",
            "A host function that runs a text as code, or loads a library, gives the module all that the host has.",
            95,
            Severity.CRITICAL,
            Set.of(REJECT),
            "Build without EM_ASM, EM_JS, emscripten_run_script, dlopen and eval.",
            Rule.Needs.MODULE);

    public static final Rule C03 = new Rule(
            "C03",
            "Changes files",
            "A module that creates, removes or renames files changes what it was asked to look at.",
            732,
            Severity.MEDIUM,
            Set.of(REVIEW, NOTE),
            "Report what was found and change nothing; state belongs to the host.",
            Rule.Needs.MODULE);

    public static final Rule C04 = new Rule(
            "C04",
            "Uses the network",
            "What can reach other hosts can carry data to them.",
            918,
            Severity.MEDIUM,
            Set.of(REVIEW, NOTE),
            "Ask the host through the capability 'http', 'tls' or 'dns', with the hosts in the manifest.",
            Rule.Needs.MODULE);

    public static final Rule C06 = new Rule(
            "C06",
            "Starts programs or threads",
            "A program or thread that the module starts is outside of what limits the module.",
            78,
            Severity.CRITICAL,
            Set.of(REJECT, REVIEW, NOTE),
            "Name the command in the manifest under 'exec', or build without threads.",
            Rule.Needs.MODULE);

    public static final Rule C07 = new Rule(
            "C07",
            "Reads environment or arguments",
            "The environment holds the secrets of whoever started the host.",
            526,
            Severity.MEDIUM,
            Set.of(REVIEW, NOTE),
            "Take values from the configuration, or name them in the manifest under 'env'.",
            Rule.Needs.MODULE);

    public static final Rule C08 = new Rule(
            "C08",
            "Confusing import",
            "A name that looks like a known one is linked to something else than the reader thinks.",
            1007,
            Severity.HIGH,
            Set.of(REVIEW),
            "Build with one version of WASI and the plain names of the contract.",
            Rule.Needs.MODULE);

    public static final Rule C09 = new Rule(
            "C09",
            "Asks the host at start-up",
            "What runs before the host asked for anything does so outside of any request that could be recorded or refused.",
            829,
            Severity.MEDIUM,
            Set.of(REVIEW, NOTE),
            "Call capabilities from assay_select and assay_assess alone.",
            Rule.Needs.MODULE);

    public static final Rule C10 = new Rule(
            "C10",
            "Renames, writes and draws random numbers",
            "These three together are what it takes to encrypt files in place.",
            506,
            Severity.HIGH,
            Set.of(REVIEW, NOTE),
            "Remove what the plugin does not need; a check of compliance renames nothing.",
            Rule.Needs.MODULE);

    /** What Emscripten and wasm-bindgen name the functions through which a module has its host evaluate a text. */
    private static final Pattern EVALUATES = Pattern.compile("_?emscripten_(async_)?run_script(_int|_string)?"
            + "|_?emscripten_asm_const_[a-z0-9_]+"
            + "|_?emscripten_async_load_script"
            + "|_{0,3}(emscripten_)?dlopen(_js)?"
            + "|__wbg_eval_[0-9a-f]{16}"
            + "|eval");

    private CapabilityRules() {}

    public static List<Check> all() {
        return List.of(
                new Check(C01, CapabilityRules::outside),
                new Check(C02, CapabilityRules::unused),
                new Check(C03, (specimen, findings) -> power(C03, HostPower.FILE_CHANGE, specimen, findings)),
                new Check(C04, (specimen, findings) -> power(C04, HostPower.NETWORK, specimen, findings)),
                new Check(C05, CapabilityRules::evaluates),
                new Check(C06, (specimen, findings) -> power(C06, HostPower.PROCESS, specimen, findings)),
                new Check(C07, (specimen, findings) -> power(C07, HostPower.ENVIRONMENT, specimen, findings)),
                new Check(C08, ImportNames::confusions),
                new Check(C09, CapabilityRules::atStart),
                new Check(C10, CapabilityRules::triad));
    }

    private static void outside(Specimen specimen, Findings findings) {
        Optional<ManifestFile> file = specimen.request().manifest();
        if (file.isEmpty()) {
            return;
        }
        Manifest manifest = file.get().manifest();
        SortedSet<String> declared = manifest.capabilities().kinds();
        for (Import wanted : specimen.summary().imports()) {
            String what = "import " + Inert.quote(wanted.module()) + " " + Inert.quote(wanted.name());
            Optional<String> refusal = HostContract.refusal(manifest.contract(), wanted);
            if (refusal.isPresent()) {
                findings.add(C01, REJECT, wanted.offset(), what + ": " + refusal.get());
                continue;
            }
            HostContract.capability(wanted.module())
                    .filter(HostContract.DECLARED::contains)
                    .filter(kind -> !declared.contains(kind))
                    .ifPresent(kind -> findings.add(
                            C01,
                            REJECT,
                            wanted.offset(),
                            what + ": the manifest does not declare the capability '" + kind + "'"));
        }
    }

    private static void unused(Specimen specimen, Findings findings) {
        SortedSet<String> unused = new TreeSet<>();
        specimen.request()
                .manifest()
                .ifPresent(file -> unused.addAll(file.manifest().capabilities().kinds()));
        unused.removeAll(specimen.capabilities());
        unused.forEach(kind -> findings.add(
                C02,
                NOTE,
                Finding.NOWHERE,
                "the manifest declares the capability '" + kind + "', and the module does not import it"));
    }

    private static void evaluates(Specimen specimen, Findings findings) {
        for (Import wanted : specimen.summary().imports()) {
            if (wanted.type().kind().equals("func")
                    && EVALUATES.matcher(wanted.name()).matches()) {
                findings.add(
                        C05,
                        REJECT,
                        wanted.offset(),
                        "import " + Inert.quote(wanted.module()) + " " + Inert.quote(wanted.name()));
            }
        }
    }

    /** The same as a note where the manifest declares it, and where the sandbox only seems to give it. */
    private static void power(Rule rule, HostPower power, Specimen specimen, Findings findings) {
        for (Import wanted : specimen.summary().imports()) {
            if (!HostPower.of(wanted).contains(power)) {
                continue;
            }
            boolean declared = HostPower.isDeclared(specimen, wanted);
            boolean virtual = HostPower.isVirtual(specimen, wanted);
            // without a manifest nobody can say whether a capability of the contract is granted
            boolean open = HostContract.capability(wanted.module()).isPresent()
                    && specimen.request().manifest().isEmpty();
            Action action = declared || virtual ? NOTE : rule.actions().contains(REJECT) && !open ? REJECT : REVIEW;
            findings.add(
                    rule,
                    action,
                    wanted.offset(),
                    "import " + Inert.quote(wanted.module()) + " " + Inert.quote(wanted.name())
                            + (declared ? ", which the manifest declares" : "")
                            + (virtual ? ", which the sandbox answers without giving anything" : ""));
        }
    }

    private static void atStart(Specimen specimen, Findings findings) {
        BitSet roots = new BitSet();
        specimen.summary().start().ifPresent(roots::set);
        specimen.summary()
                .export("_initialize")
                .filter(export -> export.type().kind().equals("func"))
                .ifPresent(export -> roots.set(export.index()));
        if (roots.isEmpty()) {
            return;
        }
        BitSet reached = specimen.code().calls().reachable(roots.stream().toArray());
        int function = 0;
        for (Import wanted : specimen.summary().imports()) {
            if (!wanted.type().kind().equals("func")) {
                continue;
            }
            Optional<String> kind = HostContract.capability(wanted.module()).filter(HostContract.DECLARED::contains);
            if (kind.isPresent() && reached.get(function)) {
                findings.add(
                        C09,
                        HostPower.isDeclared(specimen, wanted) ? NOTE : REVIEW,
                        wanted.offset(),
                        "the start function or '_initialize' may call the capability '" + kind.get() + "'");
            }
            function++;
        }
    }

    private static void triad(Specimen specimen, Findings findings) {
        Map<HostPower, Import> first = new EnumMap<>(HostPower.class);
        for (Import wanted : specimen.summary().imports()) {
            HostPower.of(wanted).forEach(power -> first.putIfAbsent(power, wanted));
        }
        Import rename = first.get(HostPower.RENAME);
        if (rename != null && first.containsKey(HostPower.WRITE) && first.containsKey(HostPower.RANDOM)) {
            findings.add(
                    C10,
                    HostPower.isVirtual(specimen, rename) ? NOTE : REVIEW,
                    rename.offset(),
                    "the module imports what renames, what writes and what draws random numbers");
        }
    }
}
