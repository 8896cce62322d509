package dev.assay.wasm;

/** Coarse kinds of operators, for histograms and rules. Every operator is in exactly one. */
public enum OperatorClass {
    /** Blocks, branches, returns, exceptions, {@code nop}, {@code drop}, {@code select}. */
    CONTROL,
    /** Direct calls, tail calls included. */
    CALL,
    /** Calls through a table or a reference, tail calls included. */
    CALL_INDIRECT,
    /** {@code local.*}. */
    LOCAL,
    /** {@code global.*}. */
    GLOBAL,
    /** {@code table.*}, {@code elem.drop}. */
    TABLE,
    LOAD,
    STORE,
    /** {@code memory.size}, {@code grow}, {@code copy}, {@code fill}, {@code init}, {@code data.drop}. */
    MEMORY,
    CONSTANT,
    /** Integer comparisons and tests. */
    COMPARE,
    /** Integer add, sub, mul, div, rem, clz, ctz, popcnt. */
    ARITHMETIC,
    /** Integer {@code and}, {@code or}. */
    BITWISE,
    XOR,
    SHIFT,
    ROTATE,
    /** Floating-point arithmetic and comparisons. */
    FLOAT,
    /** Conversions between number types. */
    CONVERT,
    /** Everything on {@code v128}, its loads and stores included. */
    VECTOR,
    ATOMIC,
    /** References, structs and arrays. */
    REFERENCE;

    private static final OperatorClass[] ALL = values();

    /** The class of this column. */
    static OperatorClass at(int column) {
        return ALL[column];
    }

    /** Its column in a histogram. */
    @SuppressWarnings("EnumOrdinal") // never leaves this process
    int column() {
        return ordinal();
    }
}
