package dev.assay.github.lint;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Gathers violations, in the order of file and line. Not thread-safe. */
final class Violations {
    private final SortedSet<Violation> all =
            new TreeSet<>(java.util.Comparator.<Violation>naturalOrder().thenComparing(Violation::what));

    void add(Rule rule, Source source, int line, String what) {
        all.add(new Violation(rule, source.file(), line, what));
    }

    List<Violation> all() {
        return List.copyOf(all);
    }
}
