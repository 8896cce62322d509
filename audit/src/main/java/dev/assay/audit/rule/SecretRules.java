package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Findings;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.Severity;
import dev.assay.audit.Specimen;
import dev.assay.audit.trace.Trace;
import dev.assay.model.Inert;
import dev.assay.wasm.CustomSection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether the module tells what should not leave the place where it was built. */
public final class SecretRules {
    private static final int MOST_OF_ADDRESS = 200;

    public static final Rule S01 = new Rule(
            "S01",
            "Secret in the module",
            "Whoever has the module has the secret, and a released module cannot be called back.",
            798,
            Severity.CRITICAL,
            Set.of(REJECT, REVIEW),
            "Revoke the secret, remove it, and let the host inject it.",
            Rule.Needs.MODULE);

    public static final Rule S02 = new Rule(
            "S02",
            "Absolute build path",
            "Paths name people and machines, and make the same source give other bytes elsewhere.",
            209,
            Severity.LOW,
            Set.of(NOTE),
            "Build with --remap-path-prefix (Rust), -trimpath (Go) or -ffile-prefix-map (C).",
            Rule.Needs.MODULE);

    public static final Rule S03 = new Rule(
            "S03",
            "Debugging information",
            "Names, source lines and where they lie help whoever looks for a way in, and a reader fetches what lies elsewhere.",
            215,
            Severity.LOW,
            Set.of(REVIEW, NOTE),
            "Build without debugging information, or strip it: wasm-strip.",
            Rule.Needs.MODULE);

    public static final Rule S04 = new Rule(
            "S04",
            "Address inside a network",
            "Names and addresses of internal hosts show what is there, and mean something else on every host.",
            200,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Take the address from the configuration.",
            Rule.Needs.MODULE);

    private SecretRules() {}

    public static List<Check> all() {
        return List.of(
                new Check(S01, SecretRules::secrets),
                new Check(S02, SecretRules::paths),
                new Check(S03, SecretRules::debugging),
                new Check(S04, SecretRules::internal));
    }

    private static void secrets(Specimen specimen, Findings findings) {
        for (Trace trace : specimen.scan().found(Trace.Kind.SECRET)) {
            findings.add(S01, REJECT, trace.offset(), trace.what());
        }
        for (Trace trace : specimen.scan().found(Trace.Kind.POSSIBLE_SECRET)) {
            findings.add(S01, REVIEW, trace.offset(), trace.what());
        }
    }

    /** One note for the paths of one tree: a build leaves hundreds. */
    private static void paths(Specimen specimen, Findings findings) {
        Map<String, Trace> firstOfTree = new TreeMap<>();
        for (Trace trace : specimen.scan().found(Trace.Kind.BUILD_PATH)) {
            String[] parts = trace.what().split("/", 4);
            firstOfTree.putIfAbsent(parts[0] + "/" + parts[1] + "/" + (parts.length > 2 ? parts[2] : ""), trace);
        }
        firstOfTree
                .values()
                .forEach(trace -> findings.add(S02, NOTE, trace.offset(), "the path " + Inert.quote(trace.what())));
    }

    private static void debugging(Specimen specimen, Findings findings) {
        for (CustomSection section : specimen.summary().customSections()) {
            String name = section.name();
            if (name.equals("sourceMappingURL") || name.equals("external_debug_info")) {
                String where = address(specimen.bytes(), section.contentOffset(), section.contentSize());
                boolean elsewhere = where.contains("//");
                findings.add(
                        S03,
                        elsewhere ? REVIEW : NOTE,
                        section.offset(),
                        "the section '" + name + "' names " + Inert.quote(where.strip())
                                + (elsewhere ? ", which a debugger would fetch" : ""));
            } else if (name.equals("name") || name.equals(".debug_info")) {
                findings.add(
                        S03,
                        NOTE,
                        section.offset(),
                        "the section '" + name + "' has " + section.contentSize() + " bytes");
            }
        }
    }

    /** The begin of the one name in such a section (WebAssembly tool conventions, "Debugging"). */
    private static String address(byte[] bytes, int offset, int size) {
        int end = offset + size;
        int at = offset;
        while (at < end && bytes[at] < 0) {
            at++;
        }
        at = Math.min(at + 1, end); // behind its length
        return new String(bytes, at, Math.min(end - at, MOST_OF_ADDRESS), StandardCharsets.UTF_8);
    }

    private static void internal(Specimen specimen, Findings findings) {
        for (Trace trace : specimen.scan().found(Trace.Kind.INTERNAL_HOST)) {
            findings.add(S04, REVIEW, trace.offset(), "the module holds " + trace.what());
        }
    }
}
