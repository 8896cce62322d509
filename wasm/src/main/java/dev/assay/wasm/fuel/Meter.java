package dev.assay.wasm.fuel;

import dev.assay.wasm.Layer;
import dev.assay.wasm.Summary;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.feature.FeatureSet;

/**
 * Makes a module count its own work. The result is valid if the module is, does what the module does, and traps when a limit is passed.
 *
 * <p>Each basic block is charged once, where it begins: one unit an operator, none for those that only structure the text, one more for each
 * field of a new struct, and where a function begins one for every 16 parameters and locals. Operators that work on
 * many bytes or entries are charged by their length as well, before they work: a unit for eight bytes or one entry. What has grown is charged for its new bytes or entries. Fuel
 * may so be used up in the middle of a stretch of code, and is looked at where a function or the body of a loop begins; what is left can be
 * a little less than nothing then.
 *
 * <p>Three globals are added and exported. A host that stops early, or counts over several calls, reads and sets them. After a trap, or an
 * exception that the host caught, the depth is not what it was: such an instance must not be called again.
 *
 * <p>Stateless, safe for concurrent use. The same module and limits give the same bytes.
 */
public final class Meter {
    /** The export of type {@code (mut i64)} that says how much fuel is left; less than nothing is nothing. */
    public static final String FUEL = "assay:fuel";

    /** The export of type {@code (mut i32)} that says how much deeper calls may nest. */
    public static final String DEPTH = "assay:depth";

    /** The export of type {@code (mut i32)} that says which limit a trap was about: 0, {@link #OUT_OF_FUEL} or {@link #OUT_OF_DEPTH}. */
    public static final String STOP = "assay:stop";

    public static final int OUT_OF_FUEL = 1;
    public static final int OUT_OF_DEPTH = 2;

    /** The upper half of a constant that says, in a {@link #profiled} module, that the function of the lower half begins. */
    public static final int ENTERED = 0x4E7E_12ED;

    /** The same where it ends, other than by a trap or an exception. */
    public static final int LEFT = 0x001E_F7ED;

    /**
     * What an instance begins with.
     *
     * @param fuel units, from 0
     * @param depth how deep calls may nest, from 1: a call of a function that calls costs one, and one more for every 16 parameters and locals
     */
    public record Limits(long fuel, int depth) {
        public Limits {
            if (fuel < 0 || depth < 1) {
                throw new IllegalArgumentException(
                        "fuel is " + fuel + " and depth " + depth + "; they start at 0 and 1");
            }
        }
    }

    /** When the global of the fuel says what is left. What is charged is the same. */
    public enum Exact {
        /** At every moment, however a run ends: for an interpreter, to which a global costs no more than a local. */
        ALWAYS,
        /**
         * Wherever other code runs: a function that goes to its fuel more often than it calls has it in a local of its own between calls, which a
         * compiler keeps in a register, and hands it over at each call, growth, bulk operator, {@code unreachable}, exception and way out. After a
         * trap of the engine, such as an access out of bounds, or an end from outside, the global says what was there at the last of these.
         */
        AT_CALLS
    }

    private Meter() {}

    /**
     * Returns the module with these limits in it. Custom sections that speak of places in the code are left out.
     *
     * @throws WasmException if the bytes are no valid core module, are one for linkers, have an export of our names, or would grow past what
     *     engines run
     */
    public static byte[] instrument(byte[] bytes, Limits limits) throws WasmException {
        return instrument(bytes, limits, Exact.ALWAYS);
    }

    /**
     * The same for somebody who watches the operators as they run: each function says where it begins and ends, by an {@code i64.const} of
     * {@link #ENTERED} or {@link #LEFT} over its index that is dropped again and costs nothing.
     */
    public static byte[] profiled(byte[] bytes, Limits limits) throws WasmException {
        return instrument(bytes, limits, Exact.ALWAYS, true);
    }

    /** The same, with a fuel global that is exact when this says. */
    public static byte[] instrument(byte[] bytes, Limits limits, Exact exact) throws WasmException {
        return instrument(bytes, limits, exact, false);
    }

    private static byte[] instrument(byte[] bytes, Limits limits, Exact exact, boolean marked) throws WasmException {
        Validator.validate(bytes, FeatureSet.ALL);
        Summary module = WasmModule.read(bytes);
        if (module.layer() != Layer.CORE_MODULE) {
            throw new WasmException(0, "this is an object for a linker; link it before it is metered");
        }
        for (var export : module.exports()) {
            if (export.name().equals(FUEL)
                    || export.name().equals(DEPTH)
                    || export.name().equals(STOP)) {
                throw new WasmException(export.offset(), "the module has an export \"" + export.name() + "\" already");
            }
        }
        return new MeteredModule(bytes, module, limits, exact, marked).bytes();
    }
}
