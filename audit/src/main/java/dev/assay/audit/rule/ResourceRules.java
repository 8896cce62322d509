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
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Function;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether the module asks for more than a host should have to give. */
public final class ResourceRules {
    public static final Rule R01 = new Rule(
            "R01",
            "Large function body",
            "An engine compiles a function as a whole; one of megabytes takes its time and memory.",
            1286,
            Severity.MEDIUM,
            Set.of(REJECT, REVIEW),
            "Split the function; generated tables belong in data.",
            Rule.Needs.MODULE);

    public static final Rule R02 = new Rule(
            "R02",
            "Too many locals",
            "A few bytes declare locals by the million, and every engine reserves room for each.",
            409,
            Severity.HIGH,
            Set.of(REJECT, REVIEW),
            "Split the function, or build with optimisation, which merges locals.",
            Rule.Needs.MODULE);

    public static final Rule R03 = new Rule(
            "R03",
            "Deep nesting",
            "Readers that go down into each block run out of stack, and crash where they should refuse.",
            674,
            Severity.MEDIUM,
            Set.of(REJECT, REVIEW),
            "Build with optimisation, or split the function.",
            Rule.Needs.MODULE);

    public static final Rule R04 = new Rule(
            "R04",
            "Large branch tables",
            "A branch table is a byte an entry in the file and much more in the engine.",
            409,
            Severity.MEDIUM,
            Set.of(REJECT, REVIEW),
            "Split the switch, or look the value up in data.",
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

    public static final Rule R06 = new Rule(
            "R06",
            "Memory without a maximum",
            "The module may ask for all that its host allows.",
            770,
            Severity.LOW,
            Set.of(NOTE),
            "Link with a maximum memory: -Wl,--max-memory.",
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

    public static final Rule R08 = new Rule(
            "R08",
            "Over the limits of engines",
            "Engines refuse modules of so many types, functions, imports or exports, or take very long over them.",
            1286,
            Severity.HIGH,
            Set.of(REJECT),
            "Split the module.",
            Rule.Needs.MODULE);

    public static final Rule R09 = new Rule(
            "R09",
            "Growth that is not given up",
            "A loop that asks for memory until there is none, and goes on, takes all that the host has.",
            789,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Leave the loop where memory.grow or table.grow gives -1.",
            Rule.Needs.MODULE);

    public static final Rule R10 = new Rule(
            "R10",
            "Loop without an end",
            "A loop that nothing leaves takes a processor until somebody stops it.",
            835,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Give the loop an end, or trap with unreachable.",
            Rule.Needs.MODULE);

    public static final Rule R11 = new Rule(
            "R11",
            "Recursion",
            "Functions that call each other without a bound run out of stack.",
            674,
            Severity.LOW,
            Set.of(NOTE),
            "Bound the depth, or keep a stack of your own.",
            Rule.Needs.MODULE);

    public static final Rule R12 = new Rule(
            "R12",
            "Decompression or fill bomb",
            "Few bytes that become very many, in memory or when they are unpacked, cost the host what they did not cost the sender.",
            409,
            Severity.HIGH,
            Set.of(REVIEW),
            "Fill memory as it is needed; ship data as it is.",
            Rule.Needs.MODULE);

    private static final int MOST_BODY = 7_654_321;
    private static final int LARGE_BODY = 1_000_000;
    private static final int MOST_NESTING = 10_000;
    private static final int DEEP_NESTING = 1_000;
    private static final int MOST_LABELS = 65_520;
    private static final long MANY_LABELS = 1_000_000;
    private static final long LARGE_FILL = 64L << 20;
    private static final Pattern OVER_LIMIT = Pattern.compile(
            "(types|functions|imports|exports|globals|tags|tables|memories|bodies) (are|of one kind are) .*limit.*"
                    + "|imports of one kind are more than its limit|the module has .* bytes, the limit is .*");

    private static final int MOST_LOCALS = 50_000;
    private static final int MANY_LOCALS = 1_000;
    private static final long MOST_LOCALS_IN_ALL = 5_000_000;
    private static final long LARGE_MEMORY = 256L << 20;
    private static final long MOST_ENTRIES = 10_000_000;
    private static final long MANY_ENTRIES = 100_000;

    private ResourceRules() {}

    public static List<Check> all() {
        return List.of(
                new Check(R01, ResourceRules::bodies),
                new Check(R02, ResourceRules::locals),
                new Check(R03, ResourceRules::nesting),
                new Check(R04, ResourceRules::branchTables),
                new Check(R05, ResourceRules::memory),
                new Check(R06, ResourceRules::maximum),
                new Check(R07, ResourceRules::tables),
                new Check(R08, Test.ELSEWHERE),
                new Check(R09, FlowRules::growth),
                new Check(R10, FlowRules::endlessLoops),
                new Check(R11, FlowRules::recursion),
                new Check(R12, ResourceRules::bombs));
    }

    /** Whether a module was not read because it has too many of something. */
    public static boolean isOverLimit(String reason) {
        return OVER_LIMIT.matcher(reason).matches();
    }

    private static void bodies(Specimen specimen, Findings findings) {
        for (Function function : specimen.summary().functions()) {
            int size = function.size();
            if (size > LARGE_BODY) {
                boolean tooLarge = size > MOST_BODY;
                findings.add(
                        R01,
                        tooLarge ? REJECT : REVIEW,
                        function.offset(),
                        specimen.nameOf(function),
                        "the body has " + size + " bytes, more than " + (tooLarge ? MOST_BODY : LARGE_BODY));
            }
        }
    }

    private static void nesting(Specimen specimen, Findings findings) {
        for (Function function : specimen.summary().functions()) {
            int nesting = function.nesting();
            if (nesting > DEEP_NESTING) {
                boolean tooDeep = nesting > MOST_NESTING;
                findings.add(
                        R03,
                        tooDeep ? REJECT : REVIEW,
                        function.offset(),
                        specimen.nameOf(function),
                        nesting + " blocks are open at once, more than " + (tooDeep ? MOST_NESTING : DEEP_NESTING));
            }
        }
    }

    private static void branchTables(Specimen specimen, Findings findings) {
        for (Function function : specimen.summary().functions()) {
            if (function.widestBranchTable() > MOST_LABELS) {
                findings.add(
                        R04,
                        REJECT,
                        function.offset(),
                        specimen.nameOf(function),
                        "a branch table has " + function.widestBranchTable() + " entries, more than " + MOST_LABELS);
            }
        }
        long labels = specimen.code().labels();
        if (labels > MANY_LABELS) {
            findings.add(
                    R04,
                    REVIEW,
                    Finding.NOWHERE,
                    "all branch tables together have " + labels + " entries, more than " + MANY_LABELS);
        }
    }

    private static void maximum(Specimen specimen, Findings findings) {
        boolean open = specimen.summary().memories().stream()
                .anyMatch(memory -> !memory.limits().bounded());
        if (open) {
            findings.add(R06, NOTE, Finding.NOWHERE, "a memory has no maximum; the host's own limit holds");
        }
    }

    private static void bombs(Specimen specimen, Findings findings) {
        for (CodeFacts.Place fill : specimen.code().constantFills()) {
            if (Long.compareUnsigned(fill.value(), LARGE_FILL) > 0) {
                findings.add(
                        R12,
                        REVIEW,
                        fill.offset(),
                        specimen.nameOf(fill.function()),
                        "one operator writes " + Long.toUnsignedString(fill.value()) + " bytes, more than "
                                + LARGE_FILL);
            }
        }
        Compressibility.ratio(specimen.bytes())
                .ifPresent(ratio -> findings.add(
                        R12, REVIEW, Finding.NOWHERE, "the module compresses to a " + ratio + "th of its size"));
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
