package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Findings;
import dev.assay.audit.Specimen;
import dev.assay.audit.code.CodeFacts;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Function;
import dev.assay.wasm.flow.CallGraph;
import java.util.BitSet;
import java.util.List;

/** The resource rules about loops and calls. */
final class FlowRules {
    private FlowRules() {}

    static void growth(Specimen specimen, Findings findings) {
        int told = -1;
        for (CodeFacts.Place place : specimen.code().heedlessGrowth()) {
            if (place.function() == told) {
                continue;
            }
            told = place.function();
            findings.add(
                    ResourceRules.R09,
                    REVIEW,
                    place.offset(),
                    specimen.nameOf(place.function()),
                    "memory or a table grows in a loop that does not end where that fails");
        }
    }

    /** An empty loop: two bytes that open it, two that repeat it, one that ends it. */
    private static final int EMPTY = 5;

    /**
     * Only in what can run: a library's last resort that nobody calls does no harm. An empty loop is what compilers write where
     * control cannot come, and such functions stand in tables: it counts where it is called by name.
     */
    static void endlessLoops(Specimen specimen, Findings findings) {
        List<CodeFacts.Place> loops = specimen.code().endlessLoops();
        if (loops.isEmpty()) {
            return;
        }
        CallGraph calls = specimen.code().calls();
        BitSet reachable = calls.reachableFromOutside();
        BitSet byName = calls.reachableByName(roots(specimen).stream().toArray());
        for (CodeFacts.Place loop : loops) {
            if ((loop.value() > EMPTY ? reachable : byName).get(loop.function())) {
                findings.add(
                        ResourceRules.R10,
                        REVIEW,
                        loop.offset(),
                        specimen.nameOf(loop.function()),
                        "nothing leaves this loop: no branch, return, call or trap");
            }
        }
    }

    private static BitSet roots(Specimen specimen) {
        BitSet roots = new BitSet();
        specimen.summary().start().ifPresent(roots::set);
        specimen.summary().exports().stream()
                .filter(export -> export.type() instanceof ExternType.Func)
                .forEach(export -> roots.set(export.index()));
        return roots;
    }

    static void recursion(Specimen specimen, Findings findings) {
        BitSet recursive = specimen.code().calls().recursive();
        recursive.and(specimen.code().calls().reachable(roots(specimen).stream().toArray()));
        if (!recursive.isEmpty()) {
            int first = recursive.nextSetBit(0);
            int imported = specimen.summary().functionCount()
                    - specimen.summary().functions().size();
            Function function = specimen.summary().functions().get(first - imported);
            findings.add(
                    ResourceRules.R11,
                    NOTE,
                    function.offset(),
                    specimen.nameOf(function),
                    recursive.cardinality() + " functions that exports reach may call themselves");
        }
    }
}
