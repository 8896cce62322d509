package dev.assay.wasm.fuel;

import dev.assay.wasm.Operators;

/**
 * How much a function goes to its fuel, and how often others may: estimated from its text, each loop running eight times as often as what is around it.
 *
 * @param charges basic blocks, and the checks at loops and at the entry
 * @param handovers operators before which others must see what is left, or after which it may be less
 * @param catches whether control can come back from a call by an exception
 */
record Traffic(long charges, long handovers, boolean catches) {
    /** Of a function whose depth is not counted and whose fuel stays in the global: nobody asks, so nobody reads it through. */
    static final Traffic UNASKED = new Traffic(0, 0, false);

    private static final int LOOP_SHIFT = 3;
    private static final int DEEPEST_LOOP = 8;

    static Traffic of(Operators operators) {
        long charges = 3; // the first block and its check
        long handovers = 0;
        boolean catches = false;
        int loops = 0;
        // Of each open block, whether it is a loop; beyond 64 the outermost are forgotten, and the estimate is worse.
        long open = 0;
        int depth = 0;
        while (operators.next()) {
            int opcode = operators.opcode();
            long weight = weight(loops);
            catches |= opcode == 0x06 || opcode == 0x1F;
            if (operators.depth() > depth) {
                boolean loop = opcode == 0x03;
                open = open << 1 | (loop ? 1 : 0);
                if (loop) {
                    loops++;
                    charges += 3 * weight(loops);
                } else if (opcode == 0x04) {
                    charges += 2 * weight;
                }
            } else if (operators.depth() < depth) {
                loops -= loops > 0 ? (int) (open & 1) : 0;
                open >>>= 1;
                charges += 2 * weight;
            } else if (MeteredFunction.endsBlock(opcode)) {
                charges += 2 * weight;
            } else if (MeteredFunction.handsOver(opcode)) {
                handovers += 2 * weight;
            }
            depth = operators.depth();
        }
        return new Traffic(charges, handovers, catches);
    }

    private static long weight(int loops) {
        return 1L << (LOOP_SHIFT * Math.min(loops, DEEPEST_LOOP));
    }

    /** Whether the function's fuel is better kept in a local of its own than in the global. */
    boolean isLocal() {
        return !catches && handovers + 4 < charges;
    }
}
