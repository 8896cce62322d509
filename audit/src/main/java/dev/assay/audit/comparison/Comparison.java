package dev.assay.audit.comparison;

import dev.assay.audit.code.CodeFacts;
import dev.assay.wasm.Export;
import dev.assay.wasm.Function;
import dev.assay.wasm.Import;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a module has that an older one had not, and the other way round. Functions are matched by what they do, whatever their
 * names, neighbours and addresses, then by what they compute, then by their names. Equal for equal modules; immutable.
 *
 * @param imports module, name and type, such as {@code env log (func (param i32))}
 * @param exports name and kind
 * @param functions what became of each function of the newer module that is not as it was, in order
 * @param unchanged functions that do the same as one of the older module
 * @param removed functions of the older module that nothing matches
 * @param startAdded whether the newer one runs something when it is instantiated, and the older did not
 * @param newShare operators in functions that are new or changed, in percent of all, rounded down
 * @param oldSize bytes of the older module
 * @param newSize bytes of the newer one
 */
public record Comparison(
        Changes imports,
        Changes exports,
        List<Changed> functions,
        int unchanged,
        int removed,
        boolean startAdded,
        int newShare,
        long oldSize,
        long newSize) {

    /** What came and what went, in alphabetical order. */
    public record Changes(List<String> added, List<String> removed) {
        public Changes {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    /**
     * A function that is not as it was.
     *
     * @param function its index in the newer module
     * @param was the index of the function of the older module that it comes from; {@link #NONE} for a new one
     */
    public record Changed(int function, int was) {
        public static final int NONE = -1;
    }

    public Comparison {
        functions = List.copyOf(functions);
    }

    /**
     * Compares a module with an older one.
     *
     * @throws WasmException if the older one cannot be read
     */
    public static Comparison of(byte[] older, Summary module, CodeFacts code) throws WasmException {
        Summary before = WasmModule.read(older);
        CodeFacts was = CodeFacts.of(older, before);
        Matching matching = new Matching(before, was);
        List<Changed> changed = new ArrayList<>();
        long all = 0;
        long fresh = 0;
        int unchanged = 0;
        List<Function> left = new ArrayList<>();
        for (Function function : module.functions()) {
            all += function.operators();
            if (matching.same(code.shape(row(module, function)))) {
                unchanged++;
            } else {
                left.add(function);
            }
        }
        for (Function function : left) {
            int row = row(module, function);
            int origin = matching.similar(
                    code.gist(row), module.functionName(function.index()).orElse(""));
            fresh += function.operators();
            changed.add(new Changed(function.index(), origin));
        }
        return new Comparison(
                changes(imports(before), imports(module)),
                changes(exports(before), exports(module)),
                changed,
                unchanged,
                matching.left(),
                module.start().isPresent() && before.start().isEmpty(),
                all == 0 ? 0 : (int) (100 * fresh / all),
                before.size(),
                module.size());
    }

    private static int row(Summary module, Function function) {
        return function.index() - (module.functionCount() - module.functions().size());
    }

    private static SortedSet<String> imports(Summary module) {
        SortedSet<String> all = new TreeSet<>();
        for (Import wanted : module.imports()) {
            all.add(wanted.module() + " " + wanted.name() + " " + wanted.type());
        }
        return all;
    }

    private static SortedSet<String> exports(Summary module) {
        SortedSet<String> all = new TreeSet<>();
        for (Export export : module.exports()) {
            all.add(export.name() + " " + export.type().kind());
        }
        return all;
    }

    private static Changes changes(SortedSet<String> before, SortedSet<String> after) {
        List<String> added = new ArrayList<>(after);
        added.removeAll(before);
        List<String> removed = new ArrayList<>(before);
        removed.removeAll(after);
        return new Changes(added, removed);
    }

    /** The functions of the older module that nothing was matched with yet. */
    private static final class Matching {
        private final Map<Long, Deque<Integer>> byShape = new HashMap<>();
        private final Map<Long, Deque<Integer>> byGist = new HashMap<>();
        private final Map<String, Integer> byName = new HashMap<>();
        private final java.util.BitSet free = new java.util.BitSet();

        Matching(Summary module, CodeFacts code) {
            for (Function function : module.functions()) {
                int row = row(module, function);
                byShape.computeIfAbsent(code.shape(row), _ -> new ArrayDeque<>())
                        .add(function.index());
                byGist.computeIfAbsent(code.gist(row), _ -> new ArrayDeque<>()).add(function.index());
                module.functionName(function.index()).ifPresent(name -> byName.put(name, function.index()));
                free.set(function.index());
            }
        }

        boolean same(long shape) {
            return take(byShape.get(shape)) != Changed.NONE;
        }

        int similar(long gist, String name) {
            int found = take(byGist.get(gist));
            if (found == Changed.NONE && free.get(byName.getOrDefault(name, 0)) && byName.containsKey(name)) {
                found = byName.get(name);
                free.clear(found);
            }
            return found;
        }

        private int take(@org.jspecify.annotations.Nullable Deque<Integer> candidates) {
            while (candidates != null && !candidates.isEmpty()) {
                int candidate = candidates.remove();
                if (free.get(candidate)) {
                    free.clear(candidate);
                    return candidate;
                }
            }
            return Changed.NONE;
        }

        int left() {
            return free.cardinality();
        }
    }
}
