package dev.assay.audit;

import java.util.Set;

/**
 * One thing that is looked for. Its id never changes and is never used again for something else.
 *
 * @param id a letter for the family and two digits
 * @param why one sentence: what an attacker or a mistake could do
 * @param cwe the number of the Common Weakness Enumeration
 * @param actions what its findings may ask for
 * @param fix what the author does about it
 * @param needs what must be given for the rule to apply
 */
public record Rule(
        String id, String title, String why, int cwe, Severity severity, Set<Action> actions, String fix, Needs needs) {

    public Rule {
        actions = Set.copyOf(actions);
    }

    /** What a rule reads beside the module. */
    public enum Needs {
        MODULE,
        /** The engine, in a worker process that was asked for. */
        ENGINE,
        MANIFEST,
        PROVENANCE,
        PREDECESSOR,
        REBUILD,
        ADVISORIES,
        DETERMINISM,
        /** Being led through scripts, in a worker process. */
        REHEARSAL
    }

    /** The strictest action that it may ask for. */
    public Action strictest() {
        return actions.contains(Action.REJECT)
                ? Action.REJECT
                : actions.contains(Action.REVIEW) ? Action.REVIEW : Action.NOTE;
    }
}
