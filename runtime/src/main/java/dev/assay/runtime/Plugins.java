package dev.assay.runtime;

import dev.assay.model.Inert;
import dev.assay.model.PluginName;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.DesiredState;
import dev.assay.model.fleet.PluginStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** The assigned plugins, each for itself: what goes wrong with one does not touch the others. Thread-safe. */
final class Plugins {
    private final Preparation preparation;
    private final Map<PluginName, Standing> all = new ConcurrentSkipListMap<>();

    Plugins(Preparation preparation) {
        this.preparation = preparation;
    }

    List<Standing> all() {
        return List.copyOf(all.values());
    }

    List<PluginStatus> status() {
        return all.values().stream().map(Standing::status).toList();
    }

    /** Takes over what is desired: what is no longer assigned stops, what is new waits to be prepared. */
    void desire(DesiredState state) {
        all.keySet().removeIf(plugin -> state.assignment(plugin).isEmpty());
        for (Assignment assignment : state.assignments()) {
            all.computeIfAbsent(assignment.plugin(), _ -> new Standing(assignment))
                    .desire(assignment);
        }
    }

    /** Prepares every one, several at once. What runs goes on until what replaces it is ready. */
    void prepare(Basis basis, Instant now, ExecutorService workers) throws InterruptedException {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (Standing standing : all.values()) {
            tasks.add(() -> {
                prepare(standing, basis, now);
                return true;
            });
        }
        for (Future<Boolean> done : workers.invokeAll(tasks)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new AssessmentRuntimeException("preparing a plugin failed: " + e.getMessage(), e);
            }
        }
    }

    private void prepare(Standing standing, Basis basis, Instant now) throws InterruptedException {
        Prepared desired = prepare(standing.desired(), basis, now);
        switch (desired) {
            case Prepared.Ready ready -> standing.activate(ready, List.of(), now);
            case Prepared.Refused refused -> {
                Optional<Assignment> before = standing.predecessor();
                if (before.isPresent() && prepare(before.get(), basis, now) instanceof Prepared.Ready ready) {
                    standing.activate(ready, refused.reasons(), now);
                } else {
                    standing.refuse(refused.reasons());
                }
            }
        }
    }

    /** Whether this may run now. Never throws for what a plugin or a registry does. */
    Prepared prepare(Assignment assignment, Basis basis, Instant now) throws InterruptedException {
        try {
            return switch (basis) {
                case Basis.Known known -> preparation.prepare(assignment, known.index(), now);
                case Basis.Nothing nothing -> new Prepared.Refused(List.of(nothing.reason()));
            };
        } catch (RuntimeException e) {
            // A fault of ours in judging one plugin is a refusal of that plugin, and not the end of the others.
            return Prepared.Refused.because(
                    "runtime-error",
                    "preparing " + assignment.plugin() + " failed: " + Inert.line(e.toString(), 300),
                    "Report this as a defect of the runtime");
        }
    }
}
