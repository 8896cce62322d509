package dev.assay.cli.wasm;

import dev.assay.wasm.suite.SuiteGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How one group of the suite went. */
public final class SuiteFigures {
    private final SuiteGroup group;
    private final SortedMap<String, Tally> kinds = new TreeMap<>();
    private final List<Failure> failures = new ArrayList<>();

    /** How many modules of one kind of command were judged as the suite says, of how many. */
    public record Tally(int passed, int all) {
        public Tally plus(Tally other) {
            return new Tally(passed + other.passed, all + other.all);
        }

        @Override
        public String toString() {
            return passed + "/" + all;
        }
    }

    /** What went wrong with one that was not. */
    public enum Fault {
        /** It is no module, and was accepted. */
        ACCEPTED,
        /** It is a module, and was refused. */
        REFUSED,
        /** It was refused for a known reason that is another than the suite's. */
        MISMATCHED,
        /** It was refused for a reason that the table does not know. */
        UNMAPPED
    }

    /**
     * One that was not.
     *
     * @param kind the suite's word for the command
     * @param line in the script
     * @param what in words
     */
    public record Failure(Fault fault, String kind, int line, String what) {}

    SuiteFigures(SuiteGroup group) {
        this.group = group;
    }

    public SuiteGroup group() {
        return group;
    }

    /** By the suite's word for the command, such as {@code assert_invalid}. */
    public SortedMap<String, Tally> kinds() {
        return Collections.unmodifiableSortedMap(kinds);
    }

    public List<Failure> failures() {
        return Collections.unmodifiableList(failures);
    }

    void passed(String kind) {
        kinds.merge(kind, new Tally(1, 1), Tally::plus);
    }

    void failed(Fault fault, String kind, int line, String what) {
        kinds.merge(kind, new Tally(0, 1), Tally::plus);
        failures.add(new Failure(fault, kind, line, what));
    }
}
