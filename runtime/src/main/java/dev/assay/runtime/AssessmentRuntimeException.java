package dev.assay.runtime;

/** The runtime itself cannot work. The message says what failed, on what, and what to do; it never holds a secret. */
public final class AssessmentRuntimeException extends RuntimeException {
    AssessmentRuntimeException(String message) {
        super(message);
    }

    AssessmentRuntimeException(String message, Throwable cause) {
        super(message, cause);
    }
}
