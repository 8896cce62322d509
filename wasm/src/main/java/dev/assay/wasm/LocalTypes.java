package dev.assay.wasm;

import java.util.BitSet;

/** Types of a function's locals, kept as runs: fifty thousand of one type cost as much as one. WebAssembly 3.0 §3.4.13. */
final class LocalTypes {
    /** Locals whose index has one byte. */
    private static final int NEAR = 0x80;

    /** Types of the first locals, which operators name most. */
    final int[] near = new int[NEAR];
    /** How many of them, from the first on, have a value from the beginning. */
    int known;
    /** The index after each run, and the run's type. */
    private final Ints ends = new Ints();

    private final Ints types = new Ints();
    private int count;
    /** Locals that have no value at first but have been set, in this order. */
    private final Ints set = new Ints();

    private final BitSet isSet = new BitSet();

    void clear() {
        forgetSince(0);
        ends.clear();
        types.clear();
        count = 0;
        known = 0;
    }

    void addRun(long length, int type) {
        if (length == 0) {
            return;
        }
        for (int i = count; i < Math.min(NEAR, count + length); i++) {
            near[i] = type;
        }
        if (known == count && ValType.isDefaultable(type)) {
            known = (int) Math.min(NEAR, count + length);
        }
        count += (int) length;
        ends.add(count);
        types.add(type);
    }

    int type(int local) {
        if (local < NEAR) {
            return near[local];
        }
        int low = 0;
        int high = ends.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (local < ends.get(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return types.get(low);
    }

    boolean isReadable(int local, int type) {
        return ValType.isDefaultable(type) || isSet.get(local);
    }

    void set(int local, int type) {
        if (!ValType.isDefaultable(type) && !isSet.get(local)) {
            isSet.set(local);
            set.add(local);
        }
    }

    /** How many locals have been set so far: what {@link #forgetSince} takes. */
    int mark() {
        return set.size();
    }

    /** What a block set is unknown after it. */
    void forgetSince(int mark) {
        while (set.size() > mark) {
            isSet.clear(set.get(set.size() - 1));
            set.removeLast();
        }
    }
}
