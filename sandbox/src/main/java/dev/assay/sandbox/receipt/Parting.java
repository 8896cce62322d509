package dev.assay.sandbox.receipt;

import dev.assay.sandbox.host.HostCall;
import java.util.List;
import java.util.Optional;

/** Where two lists of host calls part. */
final class Parting {
    private Parting() {}

    /** The first difference, in one line; empty if there is none. */
    static Optional<String> of(List<HostCall> expected, List<HostCall> found) {
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            String where = "call " + (i + 1);
            if (i == found.size()) {
                return Optional.of(where + ", " + expected.get(i).capability() + " "
                        + Excerpt.of(expected.get(i).request(), 0) + ", was not made");
            }
            if (i == expected.size()) {
                return Optional.of(where + ", " + found.get(i).capability() + " "
                        + Excerpt.of(found.get(i).request(), 0) + ", is not in the receipt");
            }
            Optional<String> difference = of(where, expected.get(i), found.get(i));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> of(String where, HostCall expected, HostCall found) {
        if (!expected.capability().equals(found.capability())) {
            return Optional.of(where + " is " + found.capability() + " " + Excerpt.of(found.request(), 0)
                    + ", and in the receipt " + expected.capability() + " " + Excerpt.of(expected.request(), 0));
        }
        String what = where + ", " + expected.capability();
        return Excerpt.difference("the request of " + what, expected.request(), found.request())
                .or(() -> Excerpt.difference("the answer to " + what, expected.answer(), found.answer()));
    }
}
