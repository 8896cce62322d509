package dev.assay.registry.upkeep;

import dev.assay.registry.upkeep.Problem.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The problems found so far: one a file, and no more than anybody could read. */
final class Findings {
    static final int MOST_TOLD = 1000;
    /** A registry with so many is not one any more, and what made it so may go on for ever. */
    private static final int MOST = 100_000;

    private final List<Problem> told = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();
    private final List<Runnable> later = new ArrayList<>();
    private final boolean mending;
    private long left;

    /** There is no use in looking further. */
    static final class TooManyException extends RuntimeException {
        TooManyException() {
            super("more than " + MOST + " problems", null, false, false);
        }
    }

    Findings(boolean mending) {
        this.mending = mending;
    }

    /** What cannot be mended here. */
    void add(Kind kind, String path, String what, String remedy) {
        add(kind, path, what, remedy, () -> false);
    }

    /**
     * What may be mended.
     *
     * @param mend mends it if it can, and says whether it did; asked only when mending was asked for
     */
    void add(Kind kind, String path, String what, String remedy, BooleanSupplier mend) {
        add(kind, path, what, remedy, mend, false);
    }

    /** The same of what can be mended under the lock alone: then it is tried again by {@link #mendTheRest}. */
    void addForLater(Kind kind, String path, String what, String remedy, BooleanSupplier mend) {
        add(kind, path, what, remedy, mend, true);
    }

    private void add(Kind kind, String path, String what, String remedy, BooleanSupplier mend, boolean waits) {
        if (!paths.add(path)) {
            return;
        }
        Problem problem = new Problem(kind, path, what, remedy, false);
        boolean mended = mending && mend.getAsBoolean();
        int at = told.size();
        if (at < MOST_TOLD) {
            told.add(mended ? problem.asMended() : problem);
        }
        left += mended ? 0 : 1;
        if (mending && !mended && waits) {
            later.add(() -> {
                boolean now = mend.getAsBoolean();
                if (now && at < MOST_TOLD) {
                    told.set(at, problem.asMended());
                }
                left -= now ? 1 : 0;
            });
        }
        if (paths.size() >= MOST) {
            throw new TooManyException();
        }
    }

    /** Mends what waited for the lock, now that it is held. */
    void mendTheRest() {
        later.forEach(Runnable::run);
        later.clear();
    }

    /** How many there are that were not mended. */
    long left() {
        return left;
    }

    long all() {
        return paths.size();
    }

    /** In an order that is the same each time, unless there are too many to tell. */
    List<Problem> told() {
        return told.stream()
                .sorted(Comparator.comparing(Problem::kind).thenComparing(Problem::path))
                .toList();
    }
}
