package dev.assay.wasm;

import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;

/**
 * Judges whether a core module is valid: everything the reader checks, and the types of every operator, constant and definition besides. WebAssembly
 * 3.0 chapter 3, and the proposals of {@link Feature} beyond it. Stateless, safe for concurrent use; keeps and changes no byte of its input.
 */
public final class Validator {
    private Validator() {}

    /**
     * Returns if the module is valid with no other features than these, and under {@link ReadLimits#JUDGING}. One pass, no recursion; memory is
     * bounded by the depth of blocks and the number of definitions.
     *
     * @throws WasmException with the first fault otherwise; no other exception is possible for any bytes
     */
    public static void validate(byte[] bytes, FeatureSet allowed) throws WasmException {
        validate(bytes, allowed, ReadLimits.JUDGING);
    }

    /** The same under other limits. */
    public static void validate(byte[] bytes, FeatureSet allowed, ReadLimits limits) throws WasmException {
        ModuleReader.judging(bytes, limits, allowed).read();
    }
}
