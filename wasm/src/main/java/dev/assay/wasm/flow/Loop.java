package dev.assay.wasm.flow;

import dev.assay.wasm.Function;
import dev.assay.wasm.Summary;
import java.util.List;

/**
 * A loop of a function, and how control may leave it. What stands after an unconditional branch is counted too, so there may be fewer ways out in
 * truth, never more.
 *
 * @param offset where its {@code loop} is, in bytes from the start of the module
 * @param depth how many blocks are open around it
 * @param repeats branches back to its start
 * @param branches branches out of it
 * @param returns returns, tail calls, and thrown or rethrown exceptions
 * @param fallsThrough whether its end can be come to, so that it is left where its text ends
 * @param calls calls in it, those of inner loops included
 * @param grows {@code memory.grow} and {@code table.grow} in it
 */
public record Loop(
        int offset, int depth, int repeats, int branches, int returns, boolean fallsThrough, int calls, int grows) {

    /** Whether anything leaves it but a trap or what it calls. */
    public boolean hasExit() {
        return branches > 0 || returns > 0 || fallsThrough;
    }

    /** The loops of a function, in the order of their ends. Time and memory are linear in its size and depth. */
    public static List<Loop> of(Summary module, Function function) {
        return new LoopReader().read(module.operators(function));
    }
}
