package dev.assay.wasm;

/** What kind of binary some bytes are, by their preamble and section names alone; nothing else about them is promised. */
public enum Layer {
    /** A core module: what engines run and what Assay audits. */
    CORE_MODULE,
    /** A component (Component Model, layer 1), which wraps core modules. */
    COMPONENT,
    /** A relocatable object: a core module with a {@code linking} or {@code reloc.*} section, meant for a linker. */
    OBJECT,
    /** Neither: no WebAssembly magic, or a version nobody has defined. */
    NOT_WASM;

    /** The eight bytes every binary starts with, as two little-endian words. WebAssembly 3.0 §5.5.16. */
    private static final int MAGIC = 0x6D736100;

    private static final int CORE_VERSION = 1;
    private static final int COMPONENT_VERSION = 0x0001000D;

    /** The layer of these bytes. Total: any bytes have an answer, in time linear in the number of sections. */
    public static Layer of(byte[] bytes) {
        Input in = new Input(bytes);
        try {
            if (in.word() != MAGIC) {
                return NOT_WASM;
            }
            int version = in.word();
            if (version == COMPONENT_VERSION) {
                return COMPONENT;
            }
            return version == CORE_VERSION ? moduleOrObject(in) : NOT_WASM;
        } catch (WasmException e) {
            return NOT_WASM;
        }
    }

    private static Layer moduleOrObject(Input in) {
        try {
            while (in.more()) {
                int id = in.u8();
                if (Section.of(id) == null) {
                    return CORE_MODULE; // what follows is no section, whatever it looks like
                }
                int end = in.length("section") + in.at;
                if (id == Section.CUSTOM.id() && isForLinkers(in.name(end - in.at))) {
                    return OBJECT;
                }
                in.at = end;
            }
        } catch (WasmException e) {
            return CORE_MODULE; // broken after a sound preamble: the reader says where
        }
        return CORE_MODULE;
    }

    /** Reads the preamble of a core module; anything else is refused by name. */
    static void requireCoreModule(Input in) throws WasmException {
        if (in.remaining() < 4 || in.word() != MAGIC) {
            throw new WasmException(0, "magic header not detected: a WebAssembly binary starts with 00 61 73 6d");
        }
        int version = in.remaining() < 4 ? 0 : in.word();
        if (version == COMPONENT_VERSION) {
            throw new WasmException(4, "this is a component, not a core module; give the core module inside it");
        }
        if (version != CORE_VERSION) {
            throw new WasmException(4, "unknown binary version: a core module has 01 00 00 00 here");
        }
    }

    static boolean isForLinkers(String section) {
        return section.equals("linking") || section.startsWith("reloc.");
    }
}
