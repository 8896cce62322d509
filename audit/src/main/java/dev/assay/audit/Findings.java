package dev.assay.audit;

import dev.assay.model.Inert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers findings in deterministic order. A rule that fires everywhere is told at its first places, strictest action
 * first come, and then counted: a hostile module cannot make a report without end. Not thread-safe.
 */
public final class Findings {
    /** Places told for one rule and action. */
    static final int MOST_PLACES = 50;

    private final List<Finding> all = new ArrayList<>();
    private final Map<Key, Integer> seen = new HashMap<>();

    private record Key(Rule rule, Action action) {}

    public void add(Rule rule, Action action, long offset, String message) {
        add(rule, action, offset, "", message);
    }

    /** The message may hold text from the module; it is made inert here. */
    public void add(Rule rule, Action action, long offset, String function, String message) {
        if (!rule.actions().contains(action)) {
            throw new IllegalArgumentException(rule.id() + " does not declare the action " + action.id());
        }
        int count = seen.merge(new Key(rule, action), 1, Integer::sum);
        if (count <= MOST_PLACES) {
            all.add(new Finding(rule, action, offset, Inert.line(function, 200), Inert.line(message, 1000), false));
        }
    }

    /** Whether what is there already includes one of these rules. */
    boolean has(Rule... rules) {
        return all.stream().anyMatch(finding -> List.of(rules).contains(finding.rule()));
    }

    List<Finding> sorted() {
        List<Finding> sorted = new ArrayList<>(all);
        seen.forEach((key, count) -> {
            if (count > MOST_PLACES) {
                sorted.add(new Finding(
                        key.rule(),
                        key.action(),
                        Finding.NOWHERE,
                        "",
                        "and at " + (count - MOST_PLACES) + " more places",
                        false));
            }
        });
        sorted.sort(Finding.ORDER);
        return List.copyOf(sorted);
    }
}
