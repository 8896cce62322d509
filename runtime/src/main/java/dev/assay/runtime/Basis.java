package dev.assay.runtime;

import dev.assay.model.Reason;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.DesiredState;
import dev.assay.registry.Index;
import dev.assay.registry.Registry;
import dev.assay.registry.RegistryException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** By what the plugins of this moment are judged: a verified index, or the reason why none of them may run. */
sealed interface Basis {
    /** They are judged by this index. */
    record Known(Index index) implements Basis {}

    /** None may run. */
    record Nothing(Reason reason) implements Basis {}

    /** What is known now; nothing may run by an index or a desired state that has expired. */
    static Basis of(Registry registry, Optional<DesiredState> desired, Instant now) {
        Basis known;
        try {
            known = new Known(registry.index(desired.stream()
                    .flatMap(state -> state.assignments().stream())
                    .map(Assignment::plugin)
                    .collect(Collectors.toSet())));
        } catch (RegistryException e) {
            known = new Nothing(new Reason(
                    "index-unavailable",
                    String.valueOf(e.getMessage()),
                    "Make the registry reachable, or have its publisher renew it"));
        }
        return known.at(desired, now);
    }

    /** The same a moment later, when the desired state or the index may have expired. */
    default Basis at(Optional<DesiredState> desired, Instant now) {
        return desired.filter(state -> !now.isBefore(state.expires()))
                .<Basis>map(state -> new Nothing(new Reason(
                        "desired-state-expired",
                        "the last desired state, revision " + state.revision() + ", expired at " + state.expires(),
                        "Make the Configuration Service reachable")))
                .orElse(this);
    }

    /** What is wrong with it, for the status. */
    default List<String> problems() {
        return switch (this) {
            case Known known -> known.index().problem().stream().toList();
            case Nothing nothing -> List.of(nothing.reason().toString());
        };
    }
}
