package dev.assay.wasm;

/** The eight bytes every WebAssembly binary starts with, as two little-endian words. WebAssembly 3.0 §5.5.16. */
final class Preamble {
    static final int MAGIC = 0x6D736100;
    static final int CORE = 1;
    static final int COMPONENT = 0x0001000D;

    private Preamble() {}

    /** Reads the preamble of a core module; anything else is refused by name. */
    static void read(Input in) throws WasmException {
        if (in.remaining() < 4 || in.word() != MAGIC) {
            throw new WasmException(0, "magic header not detected: a WebAssembly binary starts with 00 61 73 6d");
        }
        int version = in.remaining() < 4 ? 0 : in.word();
        if (version == COMPONENT) {
            throw new WasmException(4, "this is a component, not a core module; give the core module inside it");
        }
        if (version != CORE) {
            throw new WasmException(4, "unknown binary version: a core module has 01 00 00 00 here");
        }
    }
}
