package dev.assay.registry;

import dev.assay.model.Reason;
import java.util.List;

/** Which release a range of versions means now. */
public sealed interface Resolution {
    /**
     * The newest release of the range that is not revoked.
     *
     * @param leftOut why newer ones of the range were left out
     */
    record Found(Entry entry, List<Reason> leftOut) implements Resolution {}

    /** There is none, for all of these reasons. */
    record NotFound(List<Reason> reasons) implements Resolution {}
}
