package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REJECT;

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
import java.util.List;
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
                new Check(C05, CapabilityRules::evaluates));
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
}
