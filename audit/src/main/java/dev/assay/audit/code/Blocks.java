package dev.assay.audit.code;

import java.util.Arrays;

/**
 * The open blocks of the body that is walked over, in one array, and how control may leave each loop. Branches are booked by a
 * difference at two depths, so that each costs the same however many blocks it leaves. Not thread-safe.
 */
final class Blocks {
    static final int READS = 1;
    static final int WRITES = 2;
    static final int MIXES = 4;

    private static final int DECODES = READS | WRITES | MIXES;
    private static final int LOOP = 0x03;
    private static final int IF = 0x04;
    private static final int BLOCK = 0x02;

    // the columns of an open block
    private static final int KIND = 0;
    private static final int OFFSET = 1;
    private static final int LEAVING = 2;
    private static final int STOPPING = 3;
    private static final int EXITS = 4;
    private static final int CALLS = 5;
    private static final int GROWS = 6;
    private static final int SEEN = 7;
    private static final int JOINED = 8;
    private static final int ENTERED = 9;
    private static final int WIDTH = 10;

    private final CodeWalk walk;
    private int[] open = new int[WIDTH * 64];
    private int top;
    private int seen;
    private int function;

    /** Calls, waits and growths so far. */
    int calls;

    int grows;
    /** Loops that are open. */
    int loops;
    /** Whether control can come to the next operator. */
    boolean live;

    Blocks(CodeWalk walk) {
        this.walk = walk;
    }

    void begin(int index) {
        function = index;
        top = 0;
        calls = 0;
        grows = 0;
        loops = 0;
        seen = 0;
        live = true;
        Arrays.fill(open, 0, WIDTH, 0);
        open[ENTERED] = 1;
    }

    void see(int what) {
        seen |= what;
    }

    void open(int opcode, int offset) {
        top += WIDTH;
        if (top == open.length) {
            open = Arrays.copyOf(open, top * 2);
        }
        open[top + KIND] = opcode;
        open[top + OFFSET] = offset;
        open[top + LEAVING] = 0;
        open[top + STOPPING] = 0;
        open[top + EXITS] = 0;
        open[top + CALLS] = calls;
        open[top + GROWS] = grows;
        open[top + SEEN] = seen;
        open[top + JOINED] = 0;
        open[top + ENTERED] = live ? 1 : 0;
        if (opcode == LOOP) {
            loops++;
            seen = 0;
        }
    }

    /** A {@code try_table}: its handlers are branches out of it. */
    void openTable(byte[] bytes, int start) {
        int at = start + 1;
        at = bytes[at] == 0x63 || bytes[at] == 0x64 ? after(bytes, at + 1) : after(bytes, at);
        int count = number(bytes, at);
        at = after(bytes, at);
        for (int i = 0; i < count; i++) {
            at = bytes[at] < 2 ? after(bytes, at + 1) : at + 1;
            branch(number(bytes, at), false);
            at = after(bytes, at);
        }
        open(BLOCK, start);
    }

    /** The other arm of an {@code if}, or a handler. */
    void turn(boolean otherwise) {
        open[top + JOINED] |= live ? 1 : 0;
        live = open[top + ENTERED] != 0;
        if (otherwise) {
            open[top + KIND] = BLOCK; // without an else, a false condition comes to the end
        }
    }

    void branch(int label, boolean always) {
        int target = top - label * WIDTH;
        if (live) {
            if (open[target + KIND] != LOOP) {
                open[target + JOINED] = 1;
            }
            // it leaves every block inside the target, and the target itself unless that is a loop that it repeats
            open[top + LEAVING]++;
            open[target + STOPPING]++;
        }
        live &= !always;
    }

    /** A {@code br_table}; how many labels it has beside the default. */
    int branches(byte[] bytes, int start) {
        int count = number(bytes, start);
        int at = after(bytes, start);
        for (int i = 0; i <= count; i++) {
            branch(number(bytes, at), false);
            at = after(bytes, at);
        }
        live = false;
        return count;
    }

    /** A return, or an exception that is thrown. */
    void leave() {
        open[top + EXITS] += live ? 1 : 0;
        live = false;
    }

    /** A trap ends a loop too. */
    void trap() {
        leave();
    }

    /** The {@code end} of the innermost block, which ends there. */
    void close(int end) {
        if (top == 0) {
            return;
        }
        int kind = open[top + KIND];
        int leaving = open[top + LEAVING] - open[top + STOPPING];
        int exits = open[top + EXITS];
        boolean comesToEnd = live || open[top + JOINED] != 0 || (kind == IF && open[top + ENTERED] != 0);
        if (kind == LOOP) {
            loops--;
            boolean left = leaving > 0 || exits > 0 || live;
            boolean entered = open[top + ENTERED] != 0;
            if (!left && entered && calls == open[top + CALLS]) {
                if (grows == open[top + GROWS]) {
                    walk.endless.add(open[top + OFFSET], function, end - open[top + OFFSET]);
                } else {
                    walk.heedless.add(open[top + OFFSET], function, 0);
                }
            }
            if ((seen & DECODES) == DECODES) {
                walk.decoders.add(open[top + OFFSET], function, 0);
            }
            seen |= open[top + SEEN];
            comesToEnd = live;
        }
        top -= WIDTH;
        open[top + LEAVING] += leaving;
        open[top + EXITS] += exits;
        live = comesToEnd;
    }

    private static int after(byte[] bytes, int at) {
        int next = at;
        while (bytes[next] < 0) {
            next++;
        }
        return next + 1;
    }

    private static int number(byte[] bytes, int at) {
        int value = 0;
        for (int i = after(bytes, at) - 1; i >= at; i--) {
            value = value << 7 | (bytes[i] & 0x7F);
        }
        return value;
    }
}
