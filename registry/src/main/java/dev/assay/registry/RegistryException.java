package dev.assay.registry;

/** A registry could not be read or written. The message says what failed, on what, and what to do. */
public final class RegistryException extends RuntimeException {
    RegistryException(String message) {
        super(message);
    }

    RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
