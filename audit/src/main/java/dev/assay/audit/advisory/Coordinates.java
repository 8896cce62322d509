package dev.assay.audit.advisory;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * By what a package is looked up: OSV's ecosystem and its name there. Names that an ecosystem takes for the same are the same, so
 * that a capital letter hides nothing. {@link #TOOLCHAIN} and {@link #GENERIC} are ours: what writes itself into {@code producers}, and
 * what has a package URL of type {@code generic}, such as an allocator in C.
 */
public record Coordinates(String ecosystem, String name) {
    public static final String TOOLCHAIN = "toolchain";
    public static final String CRATES = "crates.io";
    public static final String GO = "Go";
    static final String GENERIC = "generic";
    static final String NPM = "npm";
    static final String PYPI = "PyPI";

    private static final Set<String> BY_SEMVER = Set.of(CRATES, GO, NPM);
    private static final Set<String> BY_WORDS = Set.of(CRATES, PYPI);

    public Coordinates {
        name = name.toLowerCase(Locale.ROOT);
        if (BY_WORDS.contains(ecosystem)) {
            name = name.replaceAll("[-_.]+", "-");
        }
    }

    /** A version in this ecosystem's order; empty for what has no place in it. */
    Optional<OrderedVersion> version(String text) {
        return BY_SEMVER.contains(ecosystem) ? OrderedVersion.strict(text) : OrderedVersion.loose(text);
    }
}
