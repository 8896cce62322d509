package dev.assay.audit.rule;

import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Findings;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.RuleCatalogue.Test;
import dev.assay.audit.Severity;
import dev.assay.audit.Specimen;
import dev.assay.audit.trace.Polyglot;
import dev.assay.model.Inert;
import dev.assay.wasm.CustomSection;
import dev.assay.wasm.Layer;
import java.util.List;
import java.util.Set;

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

    public static final Rule F08 = new Rule(
            "F08",
            "Unknown or oversized custom section",
            "Engines skip custom sections, so data can travel there that nobody looks at.",
            912,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Strip it: wasm-strip, or wasm-tools strip --all.",
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
                new Check(F05, FormatRules::otherFormat),
                new Check(F08, FormatRules::customSections),
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
}
