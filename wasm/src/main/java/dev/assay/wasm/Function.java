package dev.assay.wasm;

/** One function a module defines: a view on the summary's columns, cheap to make and to drop. Immutable, safe for concurrent use. */
public final class Function {
    private final Functions columns;
    private final int row;

    Function(Functions columns, int row) {
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
        return columns.histogram.get(row * Functions.CLASSES + kind.column());
    }

    /** Entries of its largest {@code br_table}, the default not included; 0 without any. */
    public int widestBranchTable() {
        return columns.branchTables.get(row);
    }
}
