package dev.assay.trust.sigstore;

import dev.assay.model.Inert;

/** Something in a bundle is not what it must be; inside this package only, never seen by a caller. */
final class Malformed extends Exception {
    private final String code;

    Malformed(String code, String message) {
        super(Inert.line(message, 500));
        this.code = code;
    }

    String code() {
        return code;
    }
}
