package dev.assay.audit.rule;

import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.Profile;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.Severity;
import dev.assay.audit.Specimen;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Function;
import java.util.List;
import java.util.Set;

/** Whether the module asks for more than a host should have to give. */
public final class ResourceRules {
    public static final Rule R02 = new Rule(
            "R02",
            "Too many locals",
            "A few bytes declare locals by the million, and every engine reserves room for each.",
            409,
            Severity.HIGH,
            Set.of(REJECT, REVIEW),
            "Split the function, or build with optimisation, which merges locals.",
            Rule.Needs.MODULE);

    public static final Rule R05 = new Rule(
            "R05",
            "Large initial memory",
            "Memory is reserved before the first instruction, on every host that loads the module.",
            789,
            Severity.MEDIUM,
            Set.of(REJECT, REVIEW),
            "Link with a smaller initial memory, or raise limits.memory in the manifest.",
            Rule.Needs.MODULE);

    public static final Rule R07 = new Rule(
            "R07",
            "Large table",
            "A table of ten million entries is seventeen bytes in the file and gigabytes in the engine.",
            789,
            Severity.MEDIUM,
            Set.of(REJECT, REVIEW),
            "Declare a table no larger than its functions.",
            Rule.Needs.MODULE);

    private static final int MOST_LOCALS = 50_000;
    private static final int MANY_LOCALS = 1_000;
    private static final long MOST_LOCALS_IN_ALL = 5_000_000;
    private static final long LARGE_MEMORY = 256L << 20;
    private static final long MOST_ENTRIES = 10_000_000;
    private static final long MANY_ENTRIES = 100_000;

    private ResourceRules() {}

    public static List<Check> all() {
        return List.of(
                new Check(R02, ResourceRules::locals),
                new Check(R05, ResourceRules::memory),
                new Check(R07, ResourceRules::tables));
    }

    private static void locals(Specimen specimen, Findings findings) {
        long sum = 0;
        for (Function function : specimen.summary().functions()) {
            int locals = function.locals();
            sum += locals;
            if (locals > MANY_LOCALS) {
                boolean tooMany = locals > MOST_LOCALS;
                findings.add(
                        R02,
                        tooMany ? REJECT : REVIEW,
                        function.offset(),
                        specimen.nameOf(function),
                        locals + " locals in one function, more than " + (tooMany ? MOST_LOCALS : MANY_LOCALS));
            }
        }
        if (sum > MOST_LOCALS_IN_ALL) {
            findings.add(
                    R02,
                    REJECT,
                    Finding.NOWHERE,
                    sum + " locals in all functions together, more than " + MOST_LOCALS_IN_ALL);
        }
    }

    /** The host's cap is the plugin's own word; a module alone has none to hold it to. */
    private static void memory(Specimen specimen, Findings findings) {
        long initial = specimen.initialMemoryBytes();
        long declared = specimen.request().limits().memoryBytes();
        if (specimen.request().profile() == Profile.PLUGIN && initial > declared) {
            findings.add(
                    R05,
                    REJECT,
                    Finding.NOWHERE,
                    "the initial memory is " + initial + " bytes, more than the plugin's limit of " + declared);
        } else if (initial >= LARGE_MEMORY) {
            findings.add(
                    R05,
                    REVIEW,
                    Finding.NOWHERE,
                    "the initial memory is " + initial + " bytes, " + LARGE_MEMORY + " or more");
        }
    }

    private static void tables(Specimen specimen, Findings findings) {
        for (ExternType.Table table : specimen.summary().tables()) {
            long entries = table.limits().minimum();
            if (entries > MANY_ENTRIES) {
                boolean tooMany = entries > MOST_ENTRIES;
                findings.add(
                        R07,
                        tooMany ? REJECT : REVIEW,
                        Finding.NOWHERE,
                        "a table begins with " + entries + " entries, more than "
                                + (tooMany ? MOST_ENTRIES : MANY_ENTRIES));
            }
        }
    }
}
