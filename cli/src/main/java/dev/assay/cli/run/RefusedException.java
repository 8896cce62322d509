package dev.assay.cli.run;

/** Thrown for a module that must not be loaded; its message says why. */
final class RefusedException extends RuntimeException {
    RefusedException(String message) {
        super(message);
    }
}
