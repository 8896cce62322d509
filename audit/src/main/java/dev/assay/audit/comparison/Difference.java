package dev.assay.audit.comparison;

import dev.assay.audit.code.CodeFacts;
import dev.assay.audit.comparison.Comparison.Changed;
import dev.assay.audit.rule.HostContract;
import dev.assay.wasm.Function;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.text.Disassembly;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two versions of a module side by side, for a person who wants to see what became of it. Immutable; equal bytes give equal answers.
 *
 * @param capabilities the kinds of capability that came and went, of all that the two import
 * @param kept the kinds that both have
 * @param features the WebAssembly proposals that came and went
 */
public record Difference(
        Summary older,
        Summary newer,
        Comparison comparison,
        Comparison.Changes capabilities,
        List<String> kept,
        Comparison.Changes features) {
    /** Of a function with more operators only the size is told: nobody reads that many, and they take long to write. */
    public static final int MOST_OPERATORS = 20_000;

    /** What the disassembly of one function may have in lines. */
    private static final int MOST_LINES = 2_000;

    public Difference {
        kept = List.copyOf(kept);
    }

    /**
     * Compares two modules.
     *
     * @throws WasmException if one of them cannot be read; its message does not say which, so read the older one first where that matters
     */
    public static Difference of(byte[] older, byte[] newer) throws WasmException {
        Summary before = WasmModule.read(older);
        Summary after = WasmModule.read(newer);
        var had = HostContract.capabilities(before.imports());
        var has = HostContract.capabilities(after.imports());
        return new Difference(
                before,
                after,
                Comparison.of(older, after, CodeFacts.of(newer, after)),
                Comparison.changes(had, has),
                has.stream().filter(kind -> had.contains(kind)).toList(),
                Comparison.changes(before.features(), after.features()));
    }

    /** Whether nothing is said to differ: they do the same, and ask for the same. Data and custom sections are not looked at. */
    public boolean isEmpty() {
        return Stream.of(capabilities, features, comparison.imports(), comparison.exports())
                        .allMatch(changes ->
                                changes.added().isEmpty() && changes.removed().isEmpty())
                && comparison.functions().isEmpty()
                && comparison.removed().isEmpty()
                && start() == Start.SAME;
    }

    /** What became of the function that runs at instantiation. */
    public enum Start {
        SAME,
        ADDED,
        REMOVED
    }

    public Start start() {
        boolean had = older.start().isPresent();
        boolean has = newer.start().isPresent();
        return had == has ? Start.SAME : has ? Start.ADDED : Start.REMOVED;
    }

    /** How many functions are new, of all that are not as they were. */
    public long addedFunctions() {
        return comparison.functions().stream()
                .filter(changed -> changed.was() == Changed.NONE)
                .count();
    }

    /** How many functions are no longer as they were. */
    public long changedFunctions() {
        return comparison.functions().size() - addedFunctions();
    }

    /** The lines of a function that changed, or of a new one; empty where it is too long to be read. */
    public List<Edits.Line> edits(Changed changed) {
        List<String> after = lines(newer, changed.function());
        List<String> before = changed.was() == Changed.NONE ? List.of() : lines(older, changed.was());
        boolean known = !after.isEmpty() && (changed.was() == Changed.NONE || !before.isEmpty());
        return known ? Edits.of(before, after) : List.of();
    }

    /** A function of the newer module by its index. */
    public Function function(Changed changed) {
        return function(newer, changed.function());
    }

    /** A function by the name that its module gives it, else by its index. Not inert. */
    public static String name(Summary module, int index) {
        return module.functionName(index).orElse("function " + index);
    }

    private static Function function(Summary module, int index) {
        return module.functions()
                .get(index - (module.functionCount() - module.functions().size()));
    }

    /** Without offsets: those differ in every line after the first change. */
    private static List<String> lines(Summary module, int index) {
        Function function = function(module, index);
        return function.operators() > MOST_OPERATORS
                ? List.of()
                : Disassembly.function(module, function, MOST_LINES).stream()
                        .map(line -> "  ".repeat(Math.min(line.indent(), 20)) + line.text())
                        .toList();
    }
}
