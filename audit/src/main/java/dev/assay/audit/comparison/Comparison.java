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
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a module has that an older one had not, and the other way round. Functions are matched by what they do, whatever their
 * names, neighbours and addresses, then by what they compute, by their names, and by standing between the same neighbours with the same type. Linear in both modules. Equal for equal modules; immutable.
 *
 * @param imports module, name and type, such as {@code env log (func (param i32))}
 * @param exports name and kind
 * @param functions what became of each function of the newer module that is not as it was, in order
 * @param unchanged functions that do the same as one of the older module
 * @param removed the indices of functions of the older module that nothing matches, in order
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
        List<Integer> removed,
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
        removed = List.copyOf(removed);
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
        int count = module.functions().size();
        int[] origins = new int[count];
        long all = 0;
        int unchanged = 0;
        for (Function function : module.functions()) {
            int row = row(module, function);
            all += function.operators();
            origins[row] = matching.same(code.shape(row));
            if (origins[row] != Changed.NONE) {
                unchanged++;
            }
        }
        BitSet fresh = new BitSet();
        for (int row = 0; row < count; row++) {
            if (origins[row] == Changed.NONE) {
                fresh.set(row);
                String name =
                        module.functionName(module.functions().get(row).index()).orElse("");
                origins[row] = matching.similar(code.gist(row), name);
            }
        }
        List<Changed> changed = new ArrayList<>();
        long freshOperators = 0;
        for (int row = fresh.nextSetBit(0); row >= 0; row = fresh.nextSetBit(row + 1)) {
            Function function = module.functions().get(row);
            if (origins[row] == Changed.NONE) {
                int neighbour = row == 0 ? matching.first() : origins[row - 1] + 1;
                boolean placed = row == 0 || origins[row - 1] != Changed.NONE;
                origins[row] = placed ? matching.between(neighbour, module, function) : Changed.NONE;
            }
            freshOperators += function.operators();
            changed.add(new Changed(function.index(), origins[row]));
        }
        return new Comparison(
                changes(imports(before), imports(module)),
                changes(exports(before), exports(module)),
                changed,
                unchanged,
                matching.left(),
                module.start().isPresent() && before.start().isEmpty(),
                all == 0 ? 0 : (int) (100 * freshOperators / all),
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

    static Changes changes(SortedSet<String> before, SortedSet<String> after) {
        return new Changes(
                after.stream().filter(text -> !before.contains(text)).toList(),
                before.stream().filter(text -> !after.contains(text)).toList());
    }

    /** The functions of the older module that nothing was matched with yet. */
    private static final class Matching {
        /** What grew more than this is rather another function than the same one. */
        private static final int MOST_GROWTH = 3;

        private final Map<Long, Deque<Integer>> byShape = new HashMap<>();
        private final Map<Long, Deque<Integer>> byGist = new HashMap<>();
        private final Map<String, Integer> byName = new HashMap<>();
        private final BitSet free = new BitSet();
        private final Summary module;

        Matching(Summary module, CodeFacts code) {
            this.module = module;
            for (Function function : module.functions()) {
                int row = row(module, function);
                byShape.computeIfAbsent(code.shape(row), _ -> new ArrayDeque<>())
                        .add(function.index());
                byGist.computeIfAbsent(code.gist(row), _ -> new ArrayDeque<>()).add(function.index());
                module.functionName(function.index()).ifPresent(name -> byName.put(name, function.index()));
                free.set(function.index());
            }
        }

        int same(long shape) {
            return take(byShape.get(shape));
        }

        /** The index of the first function that the module defines. */
        int first() {
            return module.functionCount() - module.functions().size();
        }

        /** A function at this place, if it has the same type and is of the same order of size: most edits leave both. */
        int between(int candidate, Summary newer, Function function) {
            if (!free.get(candidate)) {
                return Changed.NONE;
            }
            Function other = module.functions().get(candidate - first());
            int smaller = Math.min(other.operators(), function.operators());
            int larger = Math.max(other.operators(), function.operators());
            boolean alike = larger <= MOST_GROWTH * smaller
                    && module.functionType(other.type()).equals(newer.functionType(function.type()));
            if (!alike) {
                return Changed.NONE;
            }
            free.clear(candidate);
            return candidate;
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

        List<Integer> left() {
            return free.stream().boxed().toList();
        }
    }
}
