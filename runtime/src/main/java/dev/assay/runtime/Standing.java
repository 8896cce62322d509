package dev.assay.runtime;

import dev.assay.model.Digest;
import dev.assay.model.Reason;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.PluginStatus;
import dev.assay.model.fleet.PluginStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one assigned plugin stands. One thread at a time changes it; thread-safe. */
final class Standing {
    /** The code of a reason that may pass by itself: the content could not be had. */
    static final String UNAVAILABLE = "content-unavailable";

    private Assignment desired;
    private @Nullable Assignment active;
    private @Nullable Digest audit;
    private State state = State.PENDING;
    private List<Reason> reasons = List.of();
    private @Nullable Instant prepared;
    private @Nullable Instant activated;
    private @Nullable Instant started;
    private @Nullable Instant expected; // the start before the run that was told of
    private boolean running;
    private boolean changed = true;

    Standing(Assignment desired) {
        this.desired = desired;
    }

    synchronized Assignment desired() {
        return desired;
    }

    /** What runs: the desired assignment, or the one before it while that is all that may run. */
    synchronized Optional<Assignment> active() {
        return Optional.ofNullable(active);
    }

    synchronized List<Reason> reasons() {
        return reasons;
    }

    synchronized void desire(Assignment assignment) {
        if (!assignment.equals(desired)) {
            desired = assignment;
            changed = true;
        }
    }

    /**
     * The assignment before the desired one, if it may go on while the desired one may not: that is so only if nothing but
     * the version differs, so that a grant that was taken back is taken back at once, and a policy counts at once.
     */
    synchronized Optional<Assignment> predecessor() {
        return active().filter(before -> !before.equals(desired)
                && before.grants().equals(desired.grants())
                && before.limits().equals(desired.limits())
                && before.config().equals(desired.config())
                && before.policies().equals(desired.policies())
                && before.policyData().equals(desired.policyData()));
    }

    /** This runs from now on; {@code against} says why it is not the desired one, if it is not. */
    synchronized void activate(Prepared.Ready ready, List<Reason> against, Instant now) {
        if (!ready.assignment().equals(active)) {
            activated = now;
            changed = true;
        }
        changed |= !against.equals(reasons);
        prepared = now;
        active = ready.assignment();
        audit = ready.decision().auditStatement();
        state = State.ACTIVE;
        reasons = List.copyOf(against);
    }

    /** Nothing of it runs from now on. */
    synchronized void refuse(List<Reason> because) {
        boolean wasActive = state == State.ACTIVE || state == State.STOPPED;
        boolean mayPass = because.stream().allMatch(reason -> reason.code().equals(UNAVAILABLE));
        State now = wasActive ? State.STOPPED : mayPass ? State.PENDING : State.REFUSED;
        changed |= now != state || !codes(because).equals(codes(reasons));
        state = now;
        active = null;
        audit = null;
        reasons = List.copyOf(because);
    }

    /**
     * Begins a run if one is due and none is on its way. What changed is due at once, so that it is told at once.
     *
     * @param anyway whether it is due whatever its interval says
     */
    synchronized boolean tryStart(Instant now, boolean anyway) {
        Instant last = started;
        boolean due = anyway || changed || last == null || !now.isBefore(last.plus(desired.interval()));
        if (running || !due) {
            return false;
        }
        running = true;
        changed = false;
        started = now;
        return true;
    }

    /** Whether a run is due within this time that has not been told of before. */
    synchronized boolean isExpected(Instant now, Duration ahead) {
        Instant last = started;
        if (running
                || last == null
                || last.equals(expected)
                || now.isBefore(last.plus(desired.interval()).minus(ahead))) {
            return false;
        }
        expected = last;
        return true;
    }

    synchronized void finish() {
        running = false;
    }

    synchronized PluginStatus status() {
        Assignment runs = active;
        return new PluginStatus(
                desired.plugin(),
                desired.version(),
                desired.module(),
                state,
                Optional.ofNullable(runs).map(Assignment::module),
                Optional.ofNullable(audit),
                reasons,
                Optional.ofNullable(prepared),
                Optional.ofNullable(activated));
    }

    private static List<String> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }
}
