package dev.assay.wasm.flow;

import java.util.Arrays;
import java.util.BitSet;

/** Finds the cycles of a call graph: Tarjan's strongly connected components, with a stack of its own, for graphs may be deep. */
final class Recursion {
    private static final int UNSEEN = 0;

    private final int[] starts;
    private final int[] callees;
    private final int imported;
    private final int[] order;
    private final int[] lowest;
    private final int[] next;
    private final BitSet onStack = new BitSet();
    private final int[] stack;
    private final int[] path;
    private final BitSet found = new BitSet();
    private int seen;
    private int stackSize;

    Recursion(int[] starts, int[] callees, int imported) {
        int count = starts.length - 1;
        this.starts = starts;
        this.callees = callees;
        this.imported = imported;
        this.order = new int[count];
        this.lowest = new int[count];
        this.next = Arrays.copyOf(starts, count);
        this.stack = new int[count];
        this.path = new int[count];
    }

    /** By function index. */
    BitSet find() {
        for (int row = 0; row < order.length; row++) {
            if (order[row] == UNSEEN) {
                from(row);
            }
        }
        return found;
    }

    private void from(int root) {
        int depth = 0;
        enter(root);
        path[0] = root;
        while (depth >= 0) {
            int row = path[depth];
            if (next[row] < starts[row + 1]) {
                int callee = callees[next[row]++] - imported;
                if (callee < 0) {
                    continue; // imported, or through a table
                }
                if (callee == row) {
                    found.set(row + imported);
                } else if (order[callee] == UNSEEN) {
                    enter(callee);
                    path[++depth] = callee;
                } else if (onStack.get(callee)) {
                    lowest[row] = Math.min(lowest[row], order[callee]);
                }
                continue;
            }
            depth--;
            if (depth >= 0) {
                lowest[path[depth]] = Math.min(lowest[path[depth]], lowest[row]);
            }
            if (lowest[row] == order[row]) {
                leave(row);
            }
        }
    }

    private void enter(int row) {
        order[row] = ++seen;
        lowest[row] = seen;
        stack[stackSize++] = row;
        onStack.set(row);
    }

    private void leave(int row) {
        boolean many = stack[stackSize - 1] != row;
        int member;
        do {
            member = stack[--stackSize];
            onStack.clear(member);
            if (many) {
                found.set(member + imported);
            }
        } while (member != row);
    }
}
