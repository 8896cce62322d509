package dev.assay.sandbox.host;

import dev.assay.model.Word;

/**
 * One line that a plugin logged.
 *
 * @param message as the plugin wrote it, with every control or invisible character escaped
 */
public record LogLine(Level level, String message) {
    /** What the guest writes to standard output or error is {@link #INFO}. */
    public enum Level implements Word {
        DEBUG,
        INFO,
        WARN,
        ERROR;

        static Level parse(String id) {
            return Word.parse(Level.class, id);
        }
    }
}
