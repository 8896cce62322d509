package dev.assay.runtime;

import dev.assay.model.Manifest;
import dev.assay.model.Reason;
import dev.assay.model.fleet.Assignment;
import dev.assay.trust.Bundle;
import dev.assay.trust.Decision;
import java.util.List;

/** Whether an assignment may run now. */
sealed interface Prepared {
    /**
     * It was admitted, is compatible, and said of itself what its manifest says.
     *
     * @param load this runtime's statement of that decision
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ready(Assignment assignment, Manifest manifest, byte[] module, Decision.Admitted decision, Bundle load)
            implements Prepared {}

    /** It must not run, for all of these reasons. */
    record Refused(List<Reason> reasons) implements Prepared {
        public Refused {
            reasons = List.copyOf(reasons);
        }

        static Refused because(String code, String message, String remedy) {
            return new Refused(List.of(new Reason(code, message, remedy)));
        }
    }
}
