package dev.assay.build;

import dev.assay.model.Inert;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

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

    /** A file or folder that cannot be read. */
    static BuildException unreadable(String what, IOException e) {
        String why = switch (e) {
            case NoSuchFileException missing -> "it is not there. Check the path";
            case AccessDeniedException denied -> "permission denied. Check who owns it and its mode";
            default -> Inert.line(String.valueOf(e.getMessage()));
        };
        return new BuildException("cannot read " + what + ": " + why, e);
    }

    /** With what the compiler wrote. */
    static BuildException quoting(String message, String output) {
        String excerpt = Excerpt.of(output);
        return new BuildException(excerpt.isEmpty() ? message : message + "\n" + excerpt);
    }
}
