package dev.assay.audit;

import java.util.Comparator;

/**
 * One rule fired at one place. All text is inert: control, bidirectional and invisible characters are escapes.
 *
 * @param offset bytes from the start of the file; {@link #NOWHERE} where there is no one place
 * @param function the function it is in, by name where the module names it; empty where it is in none
 * @param message what was found, with the measured value and the limit; never a secret itself
 * @param waived whether a waiver that is in force covers it
 */
public record Finding(Rule rule, Action action, long offset, String function, String message, boolean waived) {
    /** The offset of a finding about the whole module. */
    public static final long NOWHERE = -1;

    /** Strictest first, then by rule and place: the same findings are always in the same order. */
    static final Comparator<Finding> ORDER = Comparator.comparing(Finding::action, Comparator.reverseOrder())
            .thenComparing(finding -> finding.rule().severity(), Comparator.reverseOrder())
            .thenComparing(finding -> finding.rule().id())
            .thenComparingLong(Finding::offset)
            .thenComparing(Finding::function)
            .thenComparing(Finding::message);

    /** The same finding, covered by a waiver. */
    Finding waive() {
        return new Finding(rule, action, offset, function, message, true);
    }

    boolean isAt(Action wanted) {
        return action == wanted && !waived;
    }
}
