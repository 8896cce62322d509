package dev.assay.wasm.flow;

import dev.assay.wasm.Operators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the loops of one function. Branches are booked on the loops they leave by a difference at two depths, so that each costs the same. */
final class LoopReader {
    private static final int BLOCK = 0x02;
    private static final int LOOP = 0x03;
    private static final int IF = 0x04;

    private final List<Loop> found = new ArrayList<>();
    private Frame[] frames = new Frame[16];
    private int top;

    /** An open block; frame 0 is the function's body. */
    private static final class Frame {
        int opcode;
        int offset;
        int repeats;
        /** Branches from in here that leave this frame, and those that also leave the frame around it. */
        int leaving;

        int stopping;
        int returns;
        int calls;
        int grows;
        /** Whether control can come to the next operator. */
        boolean live = true;
        /** Whether a branch or the other arm comes to this frame's end. */
        boolean joined;

        boolean enteredLive;
    }

    List<Loop> read(Operators operators) {
        frames[0] = new Frame();
        frames[0].enteredLive = true;
        while (operators.next()) {
            operator(operators);
        }
        return found;
    }

    private void operator(Operators operators) {
        Frame frame = frames[top];
        switch (operators.immediate()) {
            case BLOCK, TRY_TABLE -> {
                if (operators.immediate() == Operators.Immediate.TRY_TABLE) {
                    operators.targets().forEach(target -> branch(target.label()));
                }
                push(operators);
            }
            case ELSE, CATCH, CATCH_ALL -> {
                frame.joined |= frame.live;
                frame.live = frame.enteredLive;
                if (operators.immediate() == Operators.Immediate.ELSE) {
                    frame.opcode = BLOCK; // without an else, a false condition comes to the end
                }
            }
            case END, DELEGATE -> pop();
            case LABEL -> {
                if (operators.name().equals("rethrow")) {
                    frame.returns++;
                    frame.live = false;
                    return;
                }
                branch(operators.index());
                frame.live &= !operators.name().equals("br");
            }
            case CAST_BRANCH -> branch(operators.index());
            case LABELS -> {
                operators.targets().forEach(target -> branch(target.label()));
                branch(operators.index());
                frame.live = false;
            }
            case FUNC, TYPE_TABLE, FUNC_TYPE -> {
                frame.calls++;
                if (operators.name().startsWith("return_")) {
                    frame.returns++;
                    frame.live = false;
                }
            }
            case TAG -> leave(frame);
            default -> {
                switch (operators.name()) {
                    case "return", "throw_ref" -> leave(frame);
                    case "unreachable" -> frame.live = false;
                    case "memory.grow", "table.grow" -> frame.grows++;
                    default -> {}
                }
            }
        }
    }

    private static void leave(Frame frame) {
        frame.returns++;
        frame.live = false;
    }

    private void push(Operators operators) {
        boolean live = frames[top].live;
        if (++top == frames.length) {
            frames = Arrays.copyOf(frames, top * 2);
        }
        Frame frame = new Frame();
        frame.opcode = operators.opcode();
        frame.offset = operators.offset();
        frame.live = live;
        frame.enteredLive = live;
        frames[top] = frame;
    }

    private void branch(int label) {
        int target = top - label;
        boolean live = frames[top].live;
        if (frames[target].opcode == LOOP) {
            frames[target].repeats++;
        } else {
            frames[target].joined |= live;
        }
        // It leaves every frame inside the target, and the target itself unless that is a loop that it repeats.
        frames[top].leaving++;
        frames[target].stopping++;
    }

    private void pop() {
        Frame closed = frames[top];
        boolean comesToEnd = closed.live || closed.joined || (closed.opcode == IF && closed.enteredLive);
        int leaving = closed.leaving - closed.stopping;
        if (closed.opcode == LOOP) {
            found.add(new Loop(
                    closed.offset,
                    top - 1,
                    closed.repeats,
                    leaving,
                    closed.returns,
                    closed.live,
                    closed.calls,
                    closed.grows));
        }
        if (top == 0) {
            return;
        }
        Frame outer = frames[--top];
        outer.leaving += leaving;
        outer.returns += closed.returns;
        outer.calls += closed.calls;
        outer.grows += closed.grows;
        outer.live = closed.opcode == LOOP ? closed.live : comesToEnd;
    }
}
