package dev.assay.trust.login;

import tools.jackson.databind.node.ObjectNode;

/** A transparency log with the interface of Rekor. */
sealed interface Rekor permits RekorV1, RekorV2 {
    /** How messages call it. */
    String SERVICE = "the transparency log";

    /** Puts what was signed into the log; the entry is in the form that bundles have. */
    ObjectNode log(Draft draft);

    static Rekor of(Services.Log log, Caller caller) {
        return log.version() == 1 ? new RekorV1(log.address(), caller) : new RekorV2(log.address(), caller);
    }
}
