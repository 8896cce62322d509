package dev.assay.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/**
 * A version after Semantic Versioning 2.0.0, strictly (no leading {@code v}, no missing parts). Ordered by precedence;
 * versions that differ in build metadata alone are ordered by text, so that the order agrees with equality.
 */
public record Version(String text) implements Comparable<Version> {
    private static final int MOST_CHARACTERS = 128;

    // The specification's own expression (semver.org, question on checking a string); the library alone takes 'v1.0.0'.
    private static final Pattern FORM = Pattern.compile("(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})"
            + "(-(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)(\\.(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*))*)?"
            + "(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

    public Version {
        if (text.length() > MOST_CHARACTERS || !FORM.matcher(text).matches() || semver(text) == null) {
            throw new InvalidValueException("version", text, "a semantic version such as 1.4.0 or 2.0.0-rc.1");
        }
    }

    public static Version parse(String text) {
        return new Version(text);
    }

    /** Whether it is a pre-release, which ranges leave out unless asked. */
    public boolean isPreRelease() {
        return !semver().getPreRelease().isEmpty();
    }

    Semver semver() {
        Semver parsed = semver(text);
        if (parsed == null) {
            throw new IllegalStateException("the constructor let " + text + " pass");
        }
        return parsed;
    }

    private static @Nullable Semver semver(String text) {
        return Semver.parse(text);
    }

    @Override
    public int compareTo(Version other) {
        int order = semver().compareTo(other.semver());
        return order != 0 ? order : text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
