package dev.assay.cli;

/** A command cannot go on. The message says what failed, on what, and what to do. */
public final class CommandException extends RuntimeException {
    public CommandException(String message) {
        super(message);
    }

    /** With a cause, which only {@code --debug} shows. */
    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
