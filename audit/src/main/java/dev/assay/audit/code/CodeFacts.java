package dev.assay.audit.code;

import dev.assay.wasm.DataSegment;
import dev.assay.wasm.Function;
import dev.assay.wasm.Summary;
import dev.assay.wasm.flow.CallGraph;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** What one walk over the bodies of a module found. Immutable once made; offsets are in bytes from the start of the module. */
public final class CodeFacts {
    private final Summary module;
    private final CodeWalk walk;
    private final Set<Cipher> ciphers;
    private final CallGraph calls;

    private CodeFacts(Summary module, CodeWalk walk, CallGraph calls) {
        this.module = module;
        this.walk = walk;
        this.calls = calls;
        this.ciphers = walk.marks.ciphers();
    }

    /**
     * Something at one place in the code.
     *
     * @param function the index of the function it is in
     * @param value what the rule compares: a size, an address, a count
     */
    public record Place(int offset, int function, long value) {}

    /** Walks over everything once; linear in the module. The bytes are those that the summary was read from. */
    public static CodeFacts of(byte[] bytes, Summary module) {
        CodeWalk walk = new CodeWalk(bytes, module);
        for (DataSegment segment : module.dataSegments()) {
            walk.marks.data(bytes, segment.offset(), segment.offset() + segment.length());
        }
        CallGraph.Recorder recorder = new CallGraph.Recorder(module);
        List<Function> functions = module.functions();
        for (int row = 0; row < functions.size(); row++) {
            recorder.begin();
            walk.body(functions.get(row), row, recorder);
        }
        return new CodeFacts(module, walk, recorder.graph());
    }

    public CallGraph calls() {
        return calls;
    }

    /** The ciphers whose constants are in the data or the code. */
    public Set<Cipher> ciphers() {
        return ciphers;
    }

    /** Where the table of a cipher begins; negative where its constants are in the code. */
    public int tableOf(Cipher cipher) {
        return walk.marks.tableOf(cipher);
    }

    /** Operators in all functions. */
    public long operators() {
        return walk.operators;
    }

    /** Labels in all {@code br_table}s. */
    public long labels() {
        return walk.labels;
    }

    /** Operators of a function that compute or move something; moves between locals count at most as often as all others. */
    public int weight(int row) {
        return walk.weights[row];
    }

    /** Exclusive ors, shifts and rotations of a function, those of vectors too. */
    public int mixing(int row) {
        return walk.mixing[row];
    }

    /** Exclusive ors alone. */
    public int xors(int row) {
        return walk.xors[row];
    }

    /** What a function does, whatever its neighbours are called and wherever its data lies: equal for functions that are the same but for that. */
    public long shape(int row) {
        return walk.shapes[row];
    }

    /** What a function computes, without the moves between: equal for functions that an optimiser wrote down otherwise. */
    public long gist(int row) {
        return walk.gists[row];
    }

    /** Loops without a way out, a call, a wait or a trap; the value is how many bytes they have. */
    public List<Place> endlessLoops() {
        return walk.endless.list();
    }

    /** A {@code memory.grow} or {@code table.grow} in a loop whose failure ends nothing. */
    public List<Place> heedlessGrowth() {
        return walk.heedless.list();
    }

    /** Loops that read bytes, mix them with exclusive or, and write bytes. */
    public List<Place> decoders() {
        return walk.decoders.list();
    }

    /** A {@code memory.fill} or {@code memory.copy} of a constant number of bytes; the value is the number. */
    public List<Place> constantFills() {
        return walk.fills.list();
    }

    /** A {@code table.set}, {@code table.init} or {@code table.copy} at a place that is computed; the value is the table. */
    public List<Place> computedTableWrites() {
        return walk.tableWrites.list();
    }

    /** Whether this table's entries are called. */
    public boolean isCalled(int table) {
        return walk.calledTables.get(table);
    }

    /** An indirect call; the value is the type, once for each type. */
    public List<Place> indirectCalls() {
        return walk.indirect.list();
    }

    /** Stores to memory 0 at constant addresses below {@link CodeWalk#LOW}; the value is the address. */
    public List<Place> lowStores() {
        return walk.lowStores.list();
    }

    /** Frames that functions reserve on a stack in memory; the value is the number of bytes. */
    public List<Place> frames() {
        int stack = stackPointer();
        return walk.frames.list().stream()
                .filter(place -> place.value() >> 32 == stack)
                .map(place -> new Place(place.offset(), place.function(), place.value() & 0xFFFF_FFFFL))
                .toList();
    }

    /** The mutable i32 global that is read and written more than three times, and most of all; negative where there is none. */
    public int stackPointer() {
        int best = -1;
        long most = 0;
        for (int i = 0; i < walk.gets.length; i++) {
            long product = (long) walk.gets[i] * walk.sets[i];
            boolean fits = walk.gets[i] > 3 && walk.sets[i] > 3 && product > most;
            if (fits
                    && module.globals().get(i).mutable()
                    && module.globals().get(i).type().equals("i32")) {
                best = i;
                most = product;
            }
        }
        return best;
    }

    /** Operators on floats that may give a value that is no number, of whatever bits. */
    public long floats() {
        return walk.floats;
    }

    /** Comparisons of a float with itself, which is how such a value is found. */
    public long selfComparisons() {
        return walk.selfComparisons;
    }

    /** Operators that change nothing or whose value is known when it is built: no compiler writes many. */
    public long idle() {
        return walk.idle;
    }

    /** Integers that are longer than they need be, and not in the form that a linker fills in; the first ones. */
    public List<Place> paddedIntegers() {
        return walk.padded.list();
    }

    /** Functions, by row, that can run at all. */
    public BitSet reachable() {
        int imported = module.functionCount() - module.functions().size();
        return calls.reachableFromOutside().get(imported, module.functionCount());
    }
}
