package dev.assay.github;

import dev.assay.model.InvalidValueException;

/**
 * A commit's name in git, safe as an argument of {@code git} and in a path.
 *
 * @param hex 40 lower-case hexadecimal digits
 */
public record CommitId(String hex) {
    public CommitId {
        if (hex.length() != 40 || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new InvalidValueException("commit", hex, "40 lower-case hexadecimal digits");
        }
    }

    public static CommitId parse(String text) {
        return new CommitId(text);
    }

    /** Whether it is the name that stands for no commit, as the one before a branch was made. */
    public boolean isNone() {
        return hex.chars().allMatch(c -> c == '0');
    }

    @Override
    public String toString() {
        return hex;
    }
}
