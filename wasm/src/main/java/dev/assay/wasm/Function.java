package dev.assay.wasm;

import java.util.AbstractList;
import java.util.HashMap;
import java.util.Map;
import java.util.RandomAccess;

/** One function a module defines: a view on the summary's columns, cheap to make and to drop. Immutable, safe for concurrent use. */
public final class Function {
    private final Columns columns;
    private final int row;

    Function(Columns columns, int row) {
        this.columns = columns;
        this.row = row;
    }

    /** Its index in the function index space, imports first. */
    public int index() {
        return columns.imported() + row;
    }

    /** Index of its type in the type section. */
    public int type() {
        return columns.types.get(row);
    }

    /** Where its body begins (the locals, after the size), in bytes from the start of the module. */
    public int offset() {
        return columns.offsets.get(row);
    }

    /** Bytes of its body, locals and the closing {@code end} included. */
    public int size() {
        return columns.sizes.get(row);
    }

    /** How many locals it declares, its parameters not included; saturates at {@code Integer.MAX_VALUE}. */
    public int locals() {
        return columns.locals.get(row);
    }

    /** How deep its blocks nest at most; 0 without any block. */
    public int nesting() {
        return columns.nesting.get(row);
    }

    /** How many operators it has, the closing {@code end} included. */
    public int operators() {
        return columns.operators.get(row);
    }

    /** How many operators of this class it has. */
    public int operators(OperatorClass kind) {
        return columns.histogram.get(row * Columns.CLASSES + kind.column());
    }

    /** Entries of its largest {@code br_table}, the default not included; 0 without any. */
    public int widestBranchTable() {
        return columns.branchTables.get(row);
    }

    /** What is known of each defined function, a column a fact: a million functions must fit a small heap. */
    static final class Columns extends AbstractList<Function> implements RandomAccess {
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
        Columns(Spaces spaces, Ints types) {
            this.spaces = spaces;
            this.types = types;
        }

        ExternType.Func type(int index) {
            return named.computeIfAbsent(index, spaces.types::func);
        }

        int imported() {
            return spaces.importedFunctions;
        }

        /** Makes room for this many functions: growing a column by copying would take it twice. */
        void reserve(int count) {
            offsets.reserve(count);
            sizes.reserve(count);
            locals.reserve(count);
            nesting.reserve(count);
            operators.reserve(count);
            branchTables.reserve(count);
            histogram.reserve(count * CLASSES);
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
}
