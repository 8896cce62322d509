package dev.assay.sandbox.attack;

import dev.assay.model.Outcome;
import dev.assay.sandbox.Operation;

/**
 * One attack, and how the run in which it happens must end.
 *
 * @param name what is tried, in words
 * @param outcome the one outcome that is right
 * @param says what the detail of the run, or the answer of one that completed, must contain
 */
public record Attack(String name, Attacker attacker, Outcome outcome, String says) {
    /** Who attacks. */
    public sealed interface Attacker {}

    /**
     * A hostile module, {@code guests/MODULE.wat} or {@code .c} beside it.
     *
     * @param request {@code FOLDER} in it stands for the {@link Stage}'s folder
     */
    public record Plugin(String module, Operation operation, String request) implements Attacker {}

    /** A worker that a guest took over: {@link dev.assay.sandbox.FakeWorker} with this behaviour. */
    public record TakenOver(String behaviour, Operation operation) implements Attacker {}

    @Override
    public String toString() {
        return name + ": " + outcome.id();
    }
}
