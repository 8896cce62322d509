package dev.assay.wasm;

import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;

/** What a module turns out to need while it is read; a need outside the allowed set is a refusal on the spot. */
final class Needs {
    private static final Feature[] FEATURES = Feature.values();

    private final int allowed;
    private int met;

    Needs(FeatureSet allowed) {
        this.allowed = allowed.bits();
    }

    void need(Feature feature, int offset, String what) throws WasmException {
        if ((met & feature.bit()) == 0) {
            add(feature, offset, what);
        }
    }

    /** The same by ordinal, for the operator table. */
    void need(int feature, int offset, String what) throws WasmException {
        if ((met >> feature & 1) == 0) {
            add(FEATURES[feature], offset, what);
        }
    }

    boolean allows(Feature feature) {
        return (allowed & feature.bit()) != 0;
    }

    private void add(Feature feature, int offset, String what) throws WasmException {
        if (!allows(feature)) {
            throw new WasmException(
                    offset, what + " needs the feature " + feature.id() + ", which is not allowed here");
        }
        met |= feature.bit();
    }

    FeatureSet met() {
        return new FeatureSet(met);
    }
}
