package dev.assay.registry;

/** A registry could not be read or written. The message says what failed, on what, and what to do. */
public sealed class RegistryException extends RuntimeException
        permits ContentChangedException, ContentMissingException {
    public RegistryException(String message) {
        super(message);
    }

    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
