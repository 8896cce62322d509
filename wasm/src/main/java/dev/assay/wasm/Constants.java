package dev.assay.wasm;

/** Reads constant expressions. WebAssembly 3.0 §3.4.16. */
final class Constants {
    private final OperatorReader operators;

    Constants(OperatorReader operators) {
        this.operators = operators;
    }

    /** An expression that gives the offset of a segment in a memory or table. */
    void offset(boolean wide) throws WasmException {
        constant(wide ? ValType.I64 : ValType.I32);
    }

    /** An expression that gives a value of this type. */
    void constant(int type) throws WasmException {
        operators.beginConstant();
        while (operators.next()) {
            // The reader refuses what is not constant.
        }
    }

    /** Requires that entries of one reference type may go where another is expected. */
    void requireSubtype(int type, int expected, int offset) throws WasmException {}
}
