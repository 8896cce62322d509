package dev.assay.audit.rehearsal;

import dev.assay.audit.Rehearsals;
import dev.assay.sandbox.Rehearsing;
import dev.assay.sandbox.worker.Conduct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * How a module behaved in its {@link Scenes}.
 *
 * @param main interpreted and watched
 * @param chance and {@code time}: the same in those scenes; empty for what has no entry of the contract
 * @param compiled the same as {@code main} without its mutated calls, and its request again and again
 * @param uncompiled why there is no {@code compiled}; empty where there is
 */
public record Observed(
        Conduct main, Optional<Conduct> chance, Optional<Conduct> time, Optional<Conduct> compiled, String uncompiled) {

    /** It could not be seen, and why. */
    public static final class Unseen extends Exception {
        private static final long serialVersionUID = 1L;

        Unseen(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Leads it through them. The reason in {@link Unseen} may hold text of the module, inert. */
    public static Observed of(byte[] module, Scenes scenes, Rehearsals rehearsals) throws Unseen, InterruptedException {
        FutureTask<Rehearsing.Outcome> meanwhile =
                new FutureTask<>(() -> rehearsals.leadCompiled(module, List.of(scenes.again())));
        Thread compiling = Thread.ofVirtual().start(meanwhile);
        try {
            List<Conduct> seen = seen(rehearsals.lead(module, scenes.all()));
            Conduct.Step start = seen.getFirst().steps().getFirst();
            if (start.end() == Conduct.End.REFUSED) {
                throw new Unseen("it could not be begun: " + start.detail());
            }
            return of(seen, meanwhile.get());
        } catch (ExecutionException e) {
            throw new Unseen("compiled, " + e.getCause());
        } finally {
            compiling.interrupt();
        }
    }

    private static Observed of(List<Conduct> seen, Rehearsing.Outcome compiled) throws Unseen {
        Conduct main = seen.getFirst();
        Optional<Conduct> chance = seen.size() > 1 ? Optional.of(seen.get(1)) : Optional.empty();
        Optional<Conduct> time = seen.size() > 2 ? Optional.of(seen.get(2)) : Optional.empty();
        return compiled instanceof Rehearsing.Outcome.Uncompiled(String reason)
                ? new Observed(main, chance, time, Optional.empty(), reason)
                : new Observed(main, chance, time, Optional.of(seen(compiled).getFirst()), "");
    }

    private static List<Conduct> seen(Rehearsing.Outcome outcome) throws Unseen {
        return switch (outcome) {
            case Rehearsing.Outcome.Seen(List<Conduct> conducts) -> conducts;
            case Rehearsing.Outcome.Unseen(String reason) -> throw new Unseen(reason);
            case Rehearsing.Outcome.Uncompiled(String reason) -> throw new Unseen(reason);
        };
    }

    /** Everything that was said, in whatever scene. */
    public List<byte[]> said() {
        List<byte[]> said = new ArrayList<>(List.of(main.said()));
        chance.ifPresent(conduct -> said.add(conduct.said()));
        time.ifPresent(conduct -> said.add(conduct.said()));
        return said;
    }
}
