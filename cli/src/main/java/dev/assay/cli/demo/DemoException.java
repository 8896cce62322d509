package dev.assay.cli.demo;

/** The demonstration cannot go on, or did not show what it should. */
public final class DemoException extends RuntimeException {
    public DemoException(String message) {
        super(message);
    }

    /** With a cause, which only {@code --debug} shows. */
    public DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
