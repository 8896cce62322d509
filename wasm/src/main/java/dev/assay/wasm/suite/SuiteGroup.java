package dev.assay.wasm.suite;

import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;

/**
 * A script of the suite, such as {@code simd_bitwise} or {@code proposals/threads/atomic}.
 *
 * @param name its folder, without a slash at the end
 */
public record SuiteGroup(String name) {
    /** Whether the group is about a proposal that gives a feature another binary form, which we do not read. */
    public boolean isLeftOut() {
        return name.startsWith("proposals/custom-descriptors/");
    }

    /** What its modules may need. */
    public FeatureSet features() {
        if (name.startsWith("proposals/threads/")) {
            // Written before the rest: its refusals count on what came later not being there.
            return FeatureSet.WASM_1
                    .with(Feature.THREADS)
                    .with(Feature.MUTABLE_GLOBAL)
                    .with(Feature.BULK_MEMORY)
                    .with(Feature.SIGN_EXTENSION);
        }
        if (name.startsWith("proposals/custom-page-sizes/")) {
            return FeatureSet.WASM_3.with(Feature.CUSTOM_PAGE_SIZES);
        }
        if (name.startsWith("proposals/wide-arithmetic/")) {
            return FeatureSet.WASM_3.with(Feature.WIDE_ARITHMETIC);
        }
        return name.startsWith("legacy/") ? FeatureSet.WASM_3.with(Feature.LEGACY_EXCEPTIONS) : FeatureSet.WASM_3;
    }
}
