package dev.assay.sandbox.worker;

import dev.assay.wasm.fuel.Meter;
import java.util.function.LongSupplier;
import run.endive.runtime.ExecutionListener;
import run.endive.runtime.MStack;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.OpCode;

/**
 * Watches a {@link Meter#profiled} guest for the marks where functions begin and end, and counts for each path of calls what fuel
 * went between them.
 */
final class Profiler implements ExecutionListener {
    private final CallTree tree = new CallTree();
    private LongSupplier fuelLeft = () -> 0;
    private long seen;

    /** From now on this says what is left. */
    void begin(LongSupplier left) {
        fuelLeft = left;
        seen = left.getAsLong();
    }

    @Override
    public void onExecution(Instruction instruction, MStack stack) {
        if (instruction.opcode() != OpCode.I64_CONST) {
            return;
        }
        long value = instruction.operand(0);
        int word = (int) (value >>> 32);
        if (word == Meter.ENTERED) {
            count();
            tree.enter((int) value);
        } else if (word == Meter.LEFT) {
            count();
            tree.leave();
        }
    }

    private void count() {
        long left = fuelLeft.getAsLong();
        tree.use(seen - left);
        seen = left;
    }

    /** What was used so far, however the run ended. */
    CallTree finished() {
        count();
        return tree;
    }
}
