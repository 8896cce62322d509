package dev.assay.build;

/**
 * A build, or a part of it, could not be done. The message says what failed, on what, and what to do; where a compiler
 * spoke, a bounded excerpt of its words follows on lines of their own, with control characters made inert.
 */
public final class BuildException extends RuntimeException {
    BuildException(String message) {
        super(message);
    }

    BuildException(String message, Throwable cause) {
        super(message, cause);
    }

    /** With what the compiler wrote. */
    static BuildException quoting(String message, String output) {
        String excerpt = Excerpt.of(output);
        return new BuildException(excerpt.isEmpty() ? message : message + "\n" + excerpt);
    }
}
