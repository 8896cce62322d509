package dev.assay.control;

import org.jspecify.annotations.Nullable;

/** The Configuration Service cannot do its work. The message says what failed, on what, and what to do. */
public final class ControlException extends RuntimeException {
    /**
     * @param what what failed
     * @param where on what: a path, an address, a table; never a secret
     * @param remedy what to do about it
     */
    public ControlException(String what, String where, String remedy) {
        this(what, where, remedy, null);
    }

    public ControlException(String what, String where, String remedy, @Nullable Throwable cause) {
        super(what + ": " + where + ". " + remedy, cause);
    }
}
