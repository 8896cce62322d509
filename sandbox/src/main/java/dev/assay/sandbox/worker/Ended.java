package dev.assay.sandbox.worker;

/** Thrown inside the worker to leave the guest for good; the guest cannot catch it, because it is no WebAssembly exception. */
final class Ended extends RuntimeException {
    private final transient Ending ending;

    Ended(Ending.Kind kind, String detail) {
        super(detail, null, false, false);
        this.ending = Ending.of(kind, detail);
    }

    Ending ending() {
        return ending;
    }
}
