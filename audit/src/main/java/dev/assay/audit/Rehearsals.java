package dev.assay.audit;

import dev.assay.sandbox.Rehearsing;
import dev.assay.sandbox.worker.Script;
import java.util.List;

/** Where a module is led through scripts to see what it does: never inside the auditing process, and where it can do no harm. */
public interface Rehearsals {
    /** Interpreted, and watched operator by operator. */
    Rehearsing.Outcome lead(byte[] module, List<Script> scripts) throws InterruptedException;

    /** Compiled, as a runtime may run it. */
    Rehearsing.Outcome leadCompiled(byte[] module, List<Script> scripts) throws InterruptedException;

    /** In worker processes that are shut in. */
    static Rehearsals of(Rehearsing rehearsing) {
        return new Rehearsals() {
            @Override
            public Rehearsing.Outcome lead(byte[] module, List<Script> scripts) throws InterruptedException {
                return rehearsing.lead(module, scripts);
            }

            @Override
            public Rehearsing.Outcome leadCompiled(byte[] module, List<Script> scripts) throws InterruptedException {
                return rehearsing.leadCompiled(module, scripts);
            }
        };
    }
}
