package dev.assay.model;

import java.util.regex.Pattern;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

/**
 * A range of versions in npm's notation: {@code 1.4.0}, {@code ^1.4}, {@code ~1.4.2}, {@code >=1 <2}, {@code 1.x || 2.x},
 * {@code *}. A pre-release is accepted only where the range names one of the same version.
 */
public record VersionRange(String text) {
    private static final int MOST_CHARACTERS = 256;
    private static final String ONE =
            "(\\^|~|>=|<=|>|<|=)? ?(\\*|\\d{1,9}(\\.(\\d{1,9}|x|\\*)){0,2}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?)";
    private static final Pattern FORM = Pattern.compile(ONE + "(( - | \\|\\| | )" + ONE + "){0,15}");

    public VersionRange {
        if (text.length() > MOST_CHARACTERS
                || !FORM.matcher(text).matches()
                || ranges(text).get().isEmpty()) {
            throw new InvalidValueException("version range", text, "a range such as ^1.4, ~1.4.2 or >=1 <2");
        }
    }

    public static VersionRange parse(String text) {
        return new VersionRange(text);
    }

    /** Whether this version is in the range. */
    public boolean accepts(Version version) {
        return ranges(text).isSatisfiedBy(version.semver());
    }

    /** Whether it names this version and no other. */
    public boolean isExactly(Version version) {
        return text.equals(version.text()) || text.equals("=" + version.text());
    }

    private static RangeList ranges(String text) {
        return RangeListFactory.create(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
