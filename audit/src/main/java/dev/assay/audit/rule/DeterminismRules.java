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
import dev.assay.model.Inert;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Import;
import java.util.List;
import java.util.Set;

/** Whether the same input gives the same output, here and elsewhere. */
public final class DeterminismRules {
    public static final Rule T01 = new Rule(
            "T01",
            "Floats whose bits may differ",
            "Hosts give different bits for a result that is no number, so the same input may give other bytes elsewhere.",
            758,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Build with wasm-opt --denan, or compute with integers.",
            Rule.Needs.DETERMINISM);

    public static final Rule T02 = new Rule(
            "T02",
            "Clock and shared memory",
            "With both a module can time what happens beside it to the nanosecond, and so read what it should not.",
            208,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Build without threads, or without a clock.",
            Rule.Needs.MODULE);

    public static final Rule T03 = new Rule(
            "T03",
            "Clock or random numbers of the host",
            "What is drawn beside the contract is not recorded, so the run cannot be run again.",
            330,
            Severity.MEDIUM,
            Set.of(REVIEW, NOTE),
            "Use assay:clock@1 and assay:random@1, which are recorded.",
            Rule.Needs.MODULE);

    public static final Rule T04 = new Rule(
            "T04",
            "Relaxed vectors or threads",
            "Their results differ by host or by run.",
            758,
            Severity.HIGH,
            Set.of(REJECT),
            "Build without relaxed-simd and threads.",
            Rule.Needs.DETERMINISM);

    private DeterminismRules() {}

    public static List<Check> all() {
        return List.of(
                new Check(T01, DeterminismRules::floats),
                new Check(T02, DeterminismRules::timing),
                new Check(T03, DeterminismRules::drawn),
                new Check(T04, DeterminismRules::relaxed));
    }

    private static void floats(Specimen specimen, Findings findings) {
        long floats = specimen.code().floats();
        if (floats > specimen.code().selfComparisons()) {
            findings.add(
                    T01,
                    REVIEW,
                    Finding.NOWHERE,
                    floats + " operators may give a float that is no number, and "
                            + specimen.code().selfComparisons() + " results are looked at for that");
        }
    }

    private static void timing(Specimen specimen, Findings findings) {
        boolean shared = specimen.summary().memories().stream().anyMatch(ExternType.Memory::shared);
        for (Import wanted : specimen.summary().imports()) {
            boolean clock = HostPower.of(wanted).contains(HostPower.CLOCK)
                    || wanted.module().equals("assay:clock@1");
            if (shared && clock) {
                findings.add(
                        T02,
                        REVIEW,
                        wanted.offset(),
                        "the memory is shared, and the module imports " + Inert.quote(wanted.name()));
            }
        }
    }

    private static void drawn(Specimen specimen, Findings findings) {
        for (Import wanted : specimen.summary().imports()) {
            Set<HostPower> powers = HostPower.of(wanted);
            if (powers.contains(HostPower.CLOCK) || powers.contains(HostPower.RANDOM)) {
                findings.add(
                        T03,
                        HostPower.isVirtual(specimen, wanted) ? NOTE : REVIEW,
                        wanted.offset(),
                        "import " + Inert.quote(wanted.module()) + " " + Inert.quote(wanted.name()));
            }
        }
    }

    private static void relaxed(Specimen specimen, Findings findings) {
        for (String feature : List.of("relaxed-simd", "threads")) {
            if (specimen.summary().features().contains(feature)) {
                findings.add(T04, REJECT, Finding.NOWHERE, "the module needs " + feature);
            }
        }
    }
}
