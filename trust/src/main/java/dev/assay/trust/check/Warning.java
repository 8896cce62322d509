package dev.assay.trust.check;

import dev.assay.trust.Role;
import java.util.Optional;

/**
 * Something in a trust policy that is wider, or more brittle, than it need be.
 *
 * @param code stable, for scripts, such as {@code repository-id-missing}
 * @param identity whose; empty if it is the role's
 * @param remedy what to do
 */
public record Warning(Level level, String code, Role role, Optional<String> identity, String message, String remedy) {
    /** What follows from it. */
    public enum Level {
        /** Somebody who is not meant could say it: mend it, or know why not. */
        TOO_WIDE,
        /** Good to know. */
        NOTE
    }
}
