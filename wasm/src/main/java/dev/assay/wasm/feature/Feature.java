package dev.assay.wasm.feature;

import java.util.Optional;

/** An addition to WebAssembly 1.0 that an engine may or may not have, by the name wasm-tools gives it. */
public enum Feature {
    MUTABLE_GLOBAL,
    SIGN_EXTENSION,
    SATURATING_FLOAT_TO_INT,
    MULTI_VALUE,
    BULK_MEMORY,
    REFERENCE_TYPES,
    SIMD,
    TAIL_CALL,
    EXTENDED_CONST,
    EXCEPTIONS,
    MULTI_MEMORY,
    MEMORY64,
    FUNCTION_REFERENCES,
    GC,
    RELAXED_SIMD,
    THREADS,
    CUSTOM_PAGE_SIZES,
    WIDE_ARITHMETIC,
    LEGACY_EXCEPTIONS;

    private final String id = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The name, such as {@code sign-extension}. */
    public String id() {
        return id;
    }

    /** The feature of this name, if there is one. */
    public static Optional<Feature> parse(String id) {
        for (Feature feature : values()) {
            if (feature.id.equals(id)) {
                return Optional.of(feature);
            }
        }
        return Optional.empty();
    }

    /** Its number inside this process. */
    @SuppressWarnings("EnumOrdinal") // never leaves this process
    public int number() {
        return ordinal();
    }

    /** Its bit in {@link FeatureSet#bits()}. */
    public int bit() {
        return 1 << number();
    }
}
