package dev.assay.wasm;

/** The door for reading modules. Stateless, safe for concurrent use; keeps and changes no byte of its input. */
public final class WasmModule {
    private WasmModule() {}

    /**
     * Reads a core module in one pass, whatever features it needs, and says what is in it.
     *
     * <p>This is a <em>structural</em> decode: encodings, order and sizes of sections, counts, every index, balance of blocks, alignments, lanes and the
     * shape of constants are checked; the types on the operand stack are not. That a module can be read does not mean that it is
     * valid: {@link Validator} says that.
     *
     * <p>Time is linear in the input. The summary refers to the given array, which must not change while the summary is used.
     *
     * @throws WasmException for anything but a well-formed core module, and for nothing else; no other exception is possible for any bytes
     */
    public static Summary read(byte[] bytes) throws WasmException {
        return read(bytes, ReadLimits.READING);
    }

    /** The same under lower limits. */
    public static Summary read(byte[] bytes, ReadLimits limits) throws WasmException {
        ModuleReader module = ModuleReader.describing(bytes, limits);
        module.read();
        return new Summary(module);
    }
}
