package dev.assay.wasm;

import org.jspecify.annotations.Nullable;

/** Reads constant expressions. WebAssembly 3.0 §3.4.16. */
final class Constants {
    private final OperatorReader operators;
    private final @Nullable Judge judge;

    Constants(OperatorReader operators, @Nullable Judge judge) {
        this.operators = operators;
        this.judge = judge;
    }

    /** An expression that gives the offset of a segment in a memory or table. */
    void offset(boolean wide) throws WasmException {
        constant(wide ? ValType.I64 : ValType.I32);
    }

    /** An expression that gives a value of this type. */
    void constant(int type) throws WasmException {
        operators.beginConstant();
        if (judge != null) {
            judge.body().beginConstant(type);
        }
        while (operators.next()) { // the reader refuses what is not constant
            if (judge != null) {
                judge.body().operator();
            }
        }
    }

    /** Requires that entries of one reference type may go where another is expected. */
    void requireSubtype(int type, int expected, int offset) throws WasmException {
        if (judge != null && !judge.subtyping().matches(type, expected)) {
            throw new WasmException(
                    offset,
                    "type mismatch: " + ValType.text(type) + " where " + ValType.text(expected) + " is expected");
        }
    }
}
