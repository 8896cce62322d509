package dev.assay.wasm.feature;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A set of features: what an engine offers or what a module needs. Immutable.
 *
 * @param bits one bit a feature, by ordinal; meaningful inside one process only, so write {@link #ids()} down, never this
 */
public record FeatureSet(int bits) {
    /** WebAssembly 1.0: no addition at all. */
    public static final FeatureSet WASM_1 = new FeatureSet(0);

    /** WebAssembly 2.0. */
    public static final FeatureSet WASM_2 = upTo(Feature.SIMD);

    /** WebAssembly 3.0, complete. */
    public static final FeatureSet WASM_3 = upTo(Feature.RELAXED_SIMD);

    /** Everything this room can read, which is more than WebAssembly 3.0. */
    public static final FeatureSet ALL = upTo(Feature.LEGACY_EXCEPTIONS);

    private static FeatureSet upTo(Feature last) {
        return new FeatureSet((last.bit() << 1) - 1);
    }

    public FeatureSet with(Feature feature) {
        return new FeatureSet(bits | feature.bit());
    }

    public FeatureSet without(Feature feature) {
        return new FeatureSet(bits & ~feature.bit());
    }

    public boolean has(Feature feature) {
        return (bits & feature.bit()) != 0;
    }

    /** Whether every feature of the other set is in this one. */
    public boolean covers(FeatureSet other) {
        return (other.bits & ~bits) == 0;
    }

    /** The names, in alphabetical order. */
    public SortedSet<String> ids() {
        return Arrays.stream(Feature.values())
                .filter(this::has)
                .map(Feature::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String toString() {
        return ids().toString();
    }
}
