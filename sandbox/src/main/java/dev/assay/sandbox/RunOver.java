package dev.assay.sandbox;

import dev.assay.model.Outcome;

/** Thrown in the parent to end a run with an outcome of its own, before the guest is done. */
final class RunOver extends Exception {
    private final Outcome outcome;
    private final String detail;

    RunOver(Outcome outcome, String detail) {
        super(detail, null, false, false);
        this.outcome = outcome;
        this.detail = detail;
    }

    Outcome outcome() {
        return outcome;
    }

    String detail() {
        return detail;
    }
}
