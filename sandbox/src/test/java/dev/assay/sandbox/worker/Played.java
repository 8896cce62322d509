package dev.assay.sandbox.worker;

import java.util.List;

/**
 * What became of some calls to a metered module's exports, one after the other to the same instance, until one trapped.
 *
 * @param answers the results of each in bits, or which kind of trap it was
 * @param fuel what is left
 * @param stop which limit the trap was about
 * @param memory a digest of all of it; empty if none is exported
 */
record Played(List<String> answers, long fuel, long stop, String memory) {
    /** Of a module that no engine could make an instance of. */
    static final Played NOT_INSTANTIATED = new Played(List.of(), 0, 0, "");

    /** A call with its arguments in bits. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Call(String export, String parameters, String results, long... arguments) {}

    /** In words that are the same for every engine. */
    static String kind(Throwable trap) {
        String message = trap.getMessage() == null ? "" : trap.getMessage().toLowerCase(java.util.Locale.ROOT);
        String[][] kinds = {
            {"unreachable", "unreachable"},
            {"divide by zero", "division by zero"},
            {"integer overflow", "integer overflow"},
            {"invalid conversion", "invalid conversion"},
            {"out of bounds memory", "out of memory's bounds"},
            {"memory access out of bounds", "out of memory's bounds"},
            {"out-of-bounds", "out of memory's bounds"},
            {"out of bounds table", "out of table's bounds"},
            {"undefined element", "out of table's bounds"},
            {"uninitialized element", "null reference"},
            {"null function", "null reference"},
            {"indirect call type mismatch", "indirect call of another type"},
            {"types differ in the indirect call", "indirect call of another type"},
            {"is uninitialized", "null reference"},
            {"out of table bounds", "out of table's bounds"},
            {"call stack exhausted", "stack exhausted"},
        };
        for (String[] kind : kinds) {
            if (message.contains(kind[0])) {
                return kind[1];
            }
        }
        return trap.getClass().getSimpleName() + ": " + trap.getMessage();
    }

    /** Of the engine, and so a moment at which a local may hold the fuel. */
    boolean trappedInTheEngine() {
        return !answers.isEmpty()
                && answers.getLast().startsWith("trap")
                && !answers.getLast().endsWith("unreachable");
    }
}
