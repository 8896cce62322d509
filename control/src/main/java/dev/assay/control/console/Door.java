package dev.assay.control.console;

import java.time.Duration;
import java.util.Optional;

/** How people come into the console and go. Thread-safe. */
public interface Door {
    /** What became of a login. */
    sealed interface Entry {
        /** The secret of the session, for the cookie alone. */
        record In(String session, Duration lifetime) implements Entry {}

        /** Why not, in words for the page. */
        record Out(String message) implements Entry {}
    }

    Entry enter(String name, String password, String address);

    /** The name of the person whose session this is, as long as it lasts. */
    Optional<String> visitor(String session);

    void leave(String session);
}
