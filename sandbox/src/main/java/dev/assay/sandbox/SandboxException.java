package dev.assay.sandbox;

/**
 * The sandbox itself cannot work: the host file is wrong, the confinement asked for is not available, or no worker can be
 * started. What a plugin does is never reported this way; see {@link Run}.
 */
public final class SandboxException extends RuntimeException {
    /** The message says what failed, on what, and what to do. */
    public SandboxException(String message) {
        super(message);
    }

    SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
