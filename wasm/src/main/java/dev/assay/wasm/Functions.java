package dev.assay.wasm;

import java.util.AbstractList;
import java.util.HashMap;
import java.util.Map;
import java.util.RandomAccess;

/** What is known of each defined function, a column a fact: a million functions must fit a small heap. */
final class Functions extends AbstractList<Function> implements RandomAccess {
    static final int CLASSES = OperatorClass.values().length;

    final Ints types;
    final Ints offsets = new Ints();
    final Ints sizes = new Ints();
    final Ints locals = new Ints();
    final Ints nesting = new Ints();
    final Ints operators = new Ints();
    final Ints branchTables = new Ints();
    final Ints histogram = new Ints();

    private final Spaces spaces;
    /** Each function type that an import or export names, made once. */
    private final Map<Integer, ExternType.Func> named = new HashMap<>();

    /** @param types type index of each defined function */
    Functions(Spaces spaces, Ints types) {
        this.spaces = spaces;
        this.types = types;
    }

    ExternType.Func type(int index) {
        return named.computeIfAbsent(index, spaces.types::func);
    }

    int imported() {
        return spaces.importedFunctions;
    }

    /** Closes the row of the function that was just read. */
    void add(int offset, int size, long localCount, int depth, int widestBranchTable, int[] counts) {
        offsets.add(offset);
        sizes.add(size);
        locals.add((int) Math.min(localCount, Integer.MAX_VALUE));
        nesting.add(depth);
        branchTables.add(widestBranchTable);
        int total = 0;
        for (int count : counts) {
            histogram.add(count);
            total += count;
        }
        operators.add(total);
    }

    @Override
    public Function get(int row) {
        if (row < 0 || row >= size()) {
            throw new IndexOutOfBoundsException(row);
        }
        return new Function(this, row);
    }

    @Override
    public int size() {
        return offsets.size();
    }
}
