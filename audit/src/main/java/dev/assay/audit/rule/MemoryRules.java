package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.Severity;
import dev.assay.audit.Specimen;
import dev.assay.audit.code.CodeFacts;
import dev.assay.model.Inert;
import dev.assay.wasm.DataSegment;
import dev.assay.wasm.ElementSegment;
import dev.assay.wasm.Export;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Function;
import dev.assay.wasm.Import;
import dev.assay.wasm.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a mistake in the module's own memory would go further than it must. */
public final class MemoryRules {
    public static final Rule M01 = new Rule(
            "M01",
            "Stack above the data",
            "A stack that grows too far runs into the data below it, and nothing notices.",
            121,
            Severity.LOW,
            Set.of(NOTE),
            "Link with --stack-first, so that the stack ends at address 0 and traps.",
            Rule.Needs.MODULE);

    public static final Rule M02 = new Rule(
            "M02",
            "Large frames without a canary",
            "In a memory-unsafe language a buffer in a frame that overflows overwrites the frames of its callers.",
            693,
            Severity.LOW,
            Set.of(NOTE),
            "Use a memory-safe language, or smaller buffers on the stack.",
            Rule.Needs.MODULE);

    public static final Rule M03 = new Rule(
            "M03",
            "Unsafe library function",
            "gets, strcpy, sprintf and system write or run whatever they are given.",
            676,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Use fgets, strlcpy and snprintf; strip names if they are not called.",
            Rule.Needs.MODULE);

    public static final Rule M04 = new Rule(
            "M04",
            "Exported mutable global",
            "Whoever has the instance can change the value behind its back.",
            749,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Export a function that gives the value, or make the global constant.",
            Rule.Needs.MODULE);

    public static final Rule M05 = new Rule(
            "M05",
            "Growable function table across the border",
            "Host and module share a table of code addresses that either may change.",
            749,
            Severity.MEDIUM,
            Set.of(REVIEW, NOTE),
            "Keep the table inside, or give it a maximum that is its size.",
            Rule.Needs.MODULE);

    public static final Rule M06 = new Rule(
            "M06",
            "Indirect calls with many targets",
            "A call by address that fits half of a table is checked against next to nothing.",
            843,
            Severity.LOW,
            Set.of(NOTE),
            "Use distinct types for distinct callbacks.",
            Rule.Needs.MODULE);

    public static final Rule M07 = new Rule(
            "M07",
            "Computed writes to a function table",
            "Code that chooses at run time what an indirect call reaches makes the call graph that was looked at untrue.",
            94,
            Severity.MEDIUM,
            Set.of(REVIEW),
            "Fill the table with element segments.",
            Rule.Needs.MODULE);

    public static final Rule M08 = new Rule(
            "M08",
            "Allocator with weak metadata",
            "The allocator trusts what stands beside its blocks, so an overflow of one block becomes a write anywhere.",
            122,
            Severity.LOW,
            Set.of(NOTE),
            "Use a hardened allocator, or a memory-safe language.",
            Rule.Needs.MODULE);

    public static final Rule M09 = new Rule(
            "M09",
            "Stores to low addresses of an imported memory",
            "Where others own the memory, a store to a fixed low address overwrites what is theirs.",
            123,
            Severity.LOW,
            Set.of(NOTE),
            "Export a memory of your own.",
            Rule.Needs.MODULE);

    private static final Set<String> UNSAFE = Set.of("gets", "strcpy", "sprintf", "system");
    private static final Set<String> CANARY = Set.of("__stack_chk_fail", "__stack_chk_guard");
    private static final Set<String> LANGUAGES = Set.of(
            "C",
            "C11",
            "C17",
            "C99",
            "C_plus_plus",
            "C_plus_plus_11",
            "C_plus_plus_14",
            "C_plus_plus_17",
            "C_plus_plus_20",
            "C++",
            "Zig");
    private static final Set<String> ALLOCATORS =
            Set.of("dlmalloc", "dlfree", "emmalloc_malloc", "emmalloc_free", "emmalloc_memalign", "wee_alloc");
    private static final long LARGE_FRAME = 256;
    private static final long LARGE_TABLE = 64;

    private MemoryRules() {}

    public static List<Check> all() {
        return List.of(
                new Check(M01, MemoryRules::stackAbove),
                new Check(M02, MemoryRules::frames),
                new Check(M03, MemoryRules::unsafe),
                new Check(M04, MemoryRules::exportedGlobals),
                new Check(M05, MemoryRules::sharedTables),
                new Check(M06, MemoryRules::manyTargets),
                new Check(M07, MemoryRules::tableWrites),
                new Check(M08, MemoryRules::allocators),
                new Check(M09, MemoryRules::lowStores));
    }

    private static void stackAbove(Specimen specimen, Findings findings) {
        int stack = specimen.code().stackPointer();
        if (stack < 0 || specimen.summary().initialValue(stack).isEmpty()) {
            return;
        }
        long top = specimen.summary().initialValue(stack).getAsLong() & 0xFFFF_FFFFL;
        long below = specimen.summary().dataSegments().stream()
                .filter(segment -> segment.address() != DataSegment.UNKNOWN)
                .mapToLong(segment -> segment.address() + segment.length())
                .filter(end -> end <= top)
                .max()
                .orElse(0);
        if (below > 0) {
            findings.add(
                    M01,
                    NOTE,
                    Finding.NOWHERE,
                    "the stack begins at address " + top + " and grows down to data that ends at " + below);
        }
    }

    private static void frames(Specimen specimen, Findings findings) {
        boolean isUnsafe = specimen.summary().producers().stream()
                .anyMatch(p -> p.field().equals("language") && LANGUAGES.contains(p.name()));
        if (!isUnsafe || !specimen.summary().functionsNamed(CANARY).isEmpty()) {
            return;
        }
        List<CodeFacts.Place> large = specimen.code().frames().stream()
                .filter(frame -> frame.value() > LARGE_FRAME)
                .toList();
        if (!large.isEmpty()) {
            CodeFacts.Place first = large.getFirst();
            findings.add(
                    M02,
                    NOTE,
                    first.offset(),
                    specimen.nameOf(first.function()),
                    large.size() + " functions have frames of more than " + LARGE_FRAME + " bytes, this one of "
                            + first.value() + ", and nothing checks them");
        }
    }

    private static void unsafe(Specimen specimen, Findings findings) {
        Summary summary = specimen.summary();
        int imported = summary.functionCount() - summary.functions().size();
        for (int function : summary.functionsNamed(UNSAFE)) {
            long offset = function < imported
                    ? Finding.NOWHERE
                    : summary.functions().get(function - imported).offset();
            findings.add(M03, REVIEW, offset, specimen.nameOf(function), "the module has this function");
        }
    }

    private static void exportedGlobals(Specimen specimen, Findings findings) {
        for (Export export : specimen.summary().exports()) {
            if (export.type() instanceof ExternType.Global global && global.mutable()) {
                findings.add(
                        M04,
                        REVIEW,
                        export.offset(),
                        "the mutable global " + Inert.quote(export.name()) + " is exported");
            }
        }
    }

    /** A table of functions; one of references to the host's objects holds no addresses of code. */
    private static boolean isShared(ExternType type) {
        return type instanceof ExternType.Table table
                && table.element().contains("func")
                && (!table.limits().bounded()
                        || table.limits().maximum() > table.limits().minimum());
    }

    private static void sharedTables(Specimen specimen, Findings findings) {
        boolean linked = specimen.summary().customSections().stream()
                .anyMatch(section -> section.name().startsWith("dylink"));
        for (Import wanted : specimen.summary().imports()) {
            if (isShared(wanted.type())) {
                boolean dynamic = linked || wanted.name().equals("__indirect_function_table");
                findings.add(
                        M05,
                        dynamic ? NOTE : REVIEW,
                        wanted.offset(),
                        "the function table " + Inert.quote(wanted.name()) + " is imported and may grow");
            }
        }
        for (Export export : specimen.summary().exports()) {
            if (isShared(export.type())) {
                findings.add(
                        M05,
                        linked ? NOTE : REVIEW,
                        export.offset(),
                        "the function table " + Inert.quote(export.name()) + " is exported and may grow");
            }
        }
    }

    private static void manyTargets(Specimen specimen, Findings findings) {
        Summary summary = specimen.summary();
        if (specimen.code().indirectCalls().isEmpty()) {
            return;
        }
        Map<Integer, Integer> byType = new HashMap<>();
        long entries = 0;
        for (ElementSegment segment : summary.elementSegments()) {
            if (segment.mode() != ElementSegment.Mode.DECLARED) {
                for (int function : summary.functions(segment)) {
                    entries++;
                    if (function >= 0) {
                        byType.merge(summary.typeOf(function), 1, Integer::sum);
                    }
                }
            }
        }
        long all = entries;
        if (all <= LARGE_TABLE) {
            return;
        }
        for (CodeFacts.Place call : specimen.code().indirectCalls()) {
            int reached = byType.getOrDefault((int) call.value(), 0);
            if (2L * reached >= all) {
                findings.add(
                        M06,
                        NOTE,
                        call.offset(),
                        specimen.nameOf(call.function()),
                        "an indirect call of type " + call.value() + " may reach " + reached + " of " + all
                                + " entries");
            }
        }
    }

    /** Writes at computed places to tables of functions that are called. */
    static List<CodeFacts.Place> computedWrites(Specimen specimen) {
        List<CodeFacts.Place> writes = new ArrayList<>();
        for (CodeFacts.Place write : specimen.code().computedTableWrites()) {
            int table = (int) write.value();
            boolean functions = table < specimen.summary().tables().size()
                    && specimen.summary().tables().get(table).element().contains("func");
            if (functions && specimen.code().isCalled(table)) {
                writes.add(write);
            }
        }
        return writes;
    }

    private static void tableWrites(Specimen specimen, Findings findings) {
        for (CodeFacts.Place write : computedWrites(specimen)) {
            findings.add(
                    M07,
                    REVIEW,
                    write.offset(),
                    specimen.nameOf(write.function()),
                    "table " + write.value() + " is written at a computed place, and its entries are called");
        }
    }

    private static void allocators(Specimen specimen, Findings findings) {
        List<Integer> named = specimen.summary().functionsNamed(ALLOCATORS);
        if (!named.isEmpty()) {
            int imported = specimen.summary().functionCount()
                    - specimen.summary().functions().size();
            Optional<Function> function = Optional.of(named.getFirst())
                    .filter(index -> index >= imported)
                    .map(index -> specimen.summary().functions().get(index - imported));
            findings.add(
                    M08,
                    NOTE,
                    function.map(f -> (long) f.offset()).orElse(Finding.NOWHERE),
                    specimen.nameOf(named.getFirst()),
                    "this allocator's metadata lie unguarded between its blocks");
        }
    }

    private static void lowStores(Specimen specimen, Findings findings) {
        for (CodeFacts.Place store : specimen.code().lowStores()) {
            findings.add(
                    M09,
                    NOTE,
                    store.offset(),
                    specimen.nameOf(store.function()),
                    "a store to address " + store.value() + " of an imported memory");
        }
    }
}
