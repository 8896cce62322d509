package dev.assay.runtime;

import dev.assay.model.Digest;
import dev.assay.model.Reason;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.DesiredState;
import dev.assay.registry.Index;
import dev.assay.registry.Registry;
import dev.assay.registry.RegistryException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /**
     * Has what the assigned plugins need stay where it is kept, before it is fetched: it is there without the registry then,
     * whatever else is fetched and by whom.
     *
     * @return why that cannot be; what was held before stays then
     */
    default Optional<String> hold(Registry registry, Optional<DesiredState> desired) {
        if (this instanceof Known(Index index) && desired.isPresent()) {
            try {
                Set<Digest> needed = new HashSet<>();
                for (Assignment assignment : desired.get().assignments()) {
                    needed.addAll(index.content(assignment.plugin(), assignment.release(), assignment.module()));
                }
                needed.addAll(index.documents());
                registry.hold("runtime", needed);
            } catch (RegistryException e) {
                return Optional.of("what the plugins need may not stay in the cache: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** What is wrong with it, for the status. */
    default List<String> problems() {
        return switch (this) {
            case Known known -> known.index().problem().stream().toList();
            case Nothing nothing -> List.of(nothing.reason().toString());
        };
    }
}
