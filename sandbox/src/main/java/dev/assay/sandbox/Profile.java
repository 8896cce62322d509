package dev.assay.sandbox;

import dev.assay.sandbox.worker.CallTree;
import dev.assay.sandbox.worker.CallTree.Entry;
import java.io.IOException;
import java.util.List;

/**
 * Where the fuel of a run went, by function and path of calls, as the worker says. Calls that nest very deeply, or are very many
 * different paths, are counted as their callers'.
 *
 * @param entries in the order of a walk: each path before those that lead on from it
 */
public record Profile(List<Entry> entries) {
    public Profile {
        entries = List.copyOf(entries);
    }

    static Profile read(byte[] bytes) throws IOException {
        return new Profile(CallTree.read(bytes));
    }
}
