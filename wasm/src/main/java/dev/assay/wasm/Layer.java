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

    /** The layer of these bytes. Total: any bytes have an answer, in time linear in the number of sections. */
    public static Layer of(byte[] bytes) {
        Input in = new Input(bytes);
        try {
            if (in.word() != Preamble.MAGIC) {
                return NOT_WASM;
            }
            int version = in.word();
            if (version == Preamble.COMPONENT) {
                return COMPONENT;
            }
            return version == Preamble.CORE ? moduleOrObject(in) : NOT_WASM;
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

    static boolean isForLinkers(String section) {
        return section.equals("linking") || section.startsWith("reloc.");
    }
}
