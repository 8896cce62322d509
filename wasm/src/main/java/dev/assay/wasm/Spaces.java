package dev.assay.wasm;

import java.util.BitSet;

/** The index spaces of a module, imports first, as far as they have been read. WebAssembly 3.0 §3.1.1. */
final class Spaces {
    /** No data count section has been read, so operators may not name data segments. */
    static final int UNDECLARED = -1;

    final Types types = new Types();
    /** Type index of each function. */
    final Ints functions = new Ints();
    /** Reference type of each table. */
    final Ints tables = new Ints();

    final BitSet wideTables = new BitSet();
    final BitSet wideMemories = new BitSet();
    /** Value type of each global. */
    final Ints globals = new Ints();

    final BitSet mutableGlobals = new BitSet();
    /** Type index of each tag. */
    final Ints tags = new Ints();
    /** Reference type of each element segment. */
    final Ints elements = new Ints();
    /** Functions whose references are taken outside of bodies: only these may be named by {@code ref.func} in one. */
    final BitSet declaredFunctions = new BitSet();

    int memories;
    int importedFunctions;
    int importedGlobals;
    int dataCount = UNDECLARED;

    static int require(int index, int count, String what, int offset) throws WasmException {
        if (Integer.compareUnsigned(index, count) >= 0) {
            throw new WasmException(
                    offset, "unknown " + what + " " + Integer.toUnsignedString(index) + ": there are " + count);
        }
        return index;
    }
}
