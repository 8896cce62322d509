package dev.assay.wasm;

import java.util.Arrays;

/**
 * The types of operands and the open blocks while a body is judged: the algorithm of WebAssembly 3.0 §7.6 on arrays. A frame's number is its
 * depth from outside, the body itself being 0.
 */
final class OperandStack {
    /** More operands than any body of allowed size can have, were it not for types with many results. */
    private static final int MOST_OPERANDS = 1 << 23;

    private final Types types;
    private final Subtyping subtyping;
    /**
     * Steps left for the operands that calls, blocks and branches take and give together. Two bytes can name a type of two thousand values, so without
     * this bound time would not be linear in the input; no compiler's output comes near it.
     */
    private long steps;

    /** Types of the operands, {@link #size} of them; {@link CommonValidator} takes and gives them too, never more than there is room for. */
    int[] operands = new int[256];

    int size;

    /** The operator that opened each frame, its block type (index or single type), and the operands under it. */
    private Special[] openers = new Special[64];

    private int[] indices = new int[64];
    private int[] singles = new int[64];
    private int[] heights = new int[64];
    private int[] marks = new int[64];
    private boolean[] unreachable = new boolean[64];
    private int top = -1;

    /** The operator being judged, for messages. */
    int offset;

    int opcode;

    OperandStack(Types types, Subtyping subtyping, int moduleBytes) {
        this.steps = 4_000_000 + 16L * moduleBytes;
        this.types = types;
        this.subtyping = subtyping;
    }

    /** How many operands belong to the blocks around the innermost one. */
    int bottom() {
        return heights[top];
    }

    void clear() {
        size = 0;
        top = -1;
    }

    WasmException mismatch(String why) {
        return new WasmException(offset, "type mismatch: " + why + " (" + Opcodes.name(opcode) + ")");
    }

    void require(boolean matches, String why) throws WasmException {
        if (!matches) {
            throw mismatch(why);
        }
    }

    /** Pays for many operands at once. */
    void spend(int count) throws WasmException {
        steps -= count;
        if (steps < 0) {
            throw new WasmException(
                    offset, "the module takes too many steps to judge: the types of its calls and blocks are too long");
        }
    }

    private void room(int count) throws WasmException {
        if (count > operands.length - size) {
            if (count > MOST_OPERANDS - size) {
                throw new WasmException(offset, "operands on the stack are more than the limit of " + MOST_OPERANDS);
            }
            operands = Arrays.copyOf(operands, Math.min(MOST_OPERANDS, Math.max(operands.length * 2, size + count)));
        }
    }

    void push(int type) throws WasmException {
        if (size == operands.length) {
            room(1);
        }
        operands[size++] = type;
    }

    /** Takes the operand on top, whatever it is. */
    int pop() throws WasmException {
        if (size == heights[top]) {
            if (unreachable[top]) {
                return ValType.BOTTOM;
            }
            throw mismatch("instruction requires a value but stack has []");
        }
        return operands[--size];
    }

    int pop(int expected) throws WasmException {
        if (size > heights[top] && operands[size - 1] == expected) {
            return operands[--size];
        }
        if (size == heights[top] && !unreachable[top]) {
            throw mismatch("instruction requires [" + ValType.text(expected) + "] but stack has []");
        }
        int actual = pop();
        if (!subtyping.matches(actual, expected)) {
            throw mismatch("instruction requires [" + ValType.text(expected) + "] but stack has ["
                    + ValType.text(actual) + "]");
        }
        return actual;
    }

    /** Takes a reference of any type. */
    int popRef() throws WasmException {
        int actual = pop();
        if (actual == ValType.BOTTOM) {
            return ValType.REF;
        }
        require(ValType.isRef(actual), "instruction requires a reference but stack has [" + ValType.text(actual) + "]");
        return actual;
    }

    void popParams(int func) throws WasmException {
        int count = types.params(func);
        spend(count);
        if (count <= size - heights[top] && types.paramsEnd(func, operands, size)) {
            size -= count;
            return;
        }
        for (int i = types.params(func) - 1; i >= 0; i--) {
            pop(types.param(func, i));
        }
    }

    private void popResults(int func) throws WasmException {
        int count = types.results(func);
        spend(count);
        if (count <= size - heights[top] && types.resultsEnd(func, operands, size)) {
            size -= count;
            return;
        }
        for (int i = count - 1; i >= 0; i--) {
            pop(types.result(func, i));
        }
    }

    void pushParams(int func) throws WasmException {
        int count = types.params(func);
        spend(count);
        room(count);
        types.copyParams(func, operands, size);
        size += count;
    }

    void pushResults(int func) throws WasmException {
        int count = types.results(func);
        spend(count);
        room(count);
        types.copyResults(func, operands, size);
        size += count;
    }

    /** Opens a frame of this block type: the reader's index, or a single result type, or nothing. */
    void open(Special opener, int index, int single, int mark) {
        top++;
        if (top == openers.length) {
            int room = top * 2;
            openers = Arrays.copyOf(openers, room);
            indices = Arrays.copyOf(indices, room);
            singles = Arrays.copyOf(singles, room);
            heights = Arrays.copyOf(heights, room);
            marks = Arrays.copyOf(marks, room);
            unreachable = Arrays.copyOf(unreachable, room);
        }
        openers[top] = opener;
        indices[top] = index;
        singles[top] = single;
        heights[top] = size;
        marks[top] = mark;
        unreachable[top] = false;
    }

    void openBlock(Special opener, int index, int single, int mark) throws WasmException {
        if (index != OperatorReader.NO_INDEX) {
            popParams(index);
        }
        open(opener, index, single, mark);
        if (index != OperatorReader.NO_INDEX) {
            pushParams(index);
        }
    }

    /** Closes the innermost frame: exactly its results must be there. They are left on no stack; {@link #pushEnds} gives them. */
    void close() throws WasmException {
        popEnds(top);
        if (size != heights[top]) {
            throw mismatch("values remaining on stack at end of block: " + (size - heights[top]));
        }
        top--;
    }

    /** Continues the block that was just closed with another opener, as {@code else} and {@code catch} do. */
    void reopen(Special opener) {
        open(opener, indices[top + 1], singles[top + 1], marks[top + 1]);
    }

    /** Gives the results of the frame that was just closed. */
    void pushEnds() throws WasmException {
        pushEnds(top + 1);
    }

    private void popEnds(int frame) throws WasmException {
        if (indices[frame] != OperatorReader.NO_INDEX) {
            popResults(indices[frame]);
        } else if (singles[frame] != OperatorReader.EMPTY) {
            pop(singles[frame]);
        }
    }

    private void pushEnds(int frame) throws WasmException {
        if (indices[frame] != OperatorReader.NO_INDEX) {
            pushResults(indices[frame]);
        } else if (singles[frame] != OperatorReader.EMPTY) {
            push(singles[frame]);
        }
    }

    /** Requires that the innermost frame gives what it takes, as an {@code if} without {@code else} must. */
    void requireSameEnds() throws WasmException {
        int index = indices[top];
        int params = index == OperatorReader.NO_INDEX ? 0 : types.params(index);
        spend(params);
        boolean same = params == ends(top);
        for (int i = 0; same && i < params; i++) {
            same = subtyping.matches(types.param(index, i), end(top, i));
        }
        require(same, "an if without else must give what it takes");
    }

    void pushBlockParams() throws WasmException {
        if (indices[top] != OperatorReader.NO_INDEX) {
            pushParams(indices[top]);
        }
    }

    void setUnreachable() {
        size = heights[top];
        unreachable[top] = true;
    }

    boolean isEmpty() {
        return top < 0;
    }

    Special opener() {
        return openers[top];
    }

    Special opener(int label) {
        return openers[top - label];
    }

    /** The mark that the frame closed last was opened with. */
    int closedMark() {
        return marks[top + 1];
    }

    private int ends(int frame) {
        return indices[frame] == OperatorReader.NO_INDEX
                ? (singles[frame] == OperatorReader.EMPTY ? 0 : 1)
                : types.results(indices[frame]);
    }

    private int end(int frame, int position) {
        return indices[frame] == OperatorReader.NO_INDEX ? singles[frame] : types.result(indices[frame], position);
    }

    private boolean isLoop(int label) {
        return openers[top - label] == Special.LOOP;
    }

    /** How many operands a branch to this label takes along. */
    int arity(int label) {
        int frame = top - label;
        if (!isLoop(label)) {
            return ends(frame);
        }
        return indices[frame] == OperatorReader.NO_INDEX ? 0 : types.params(indices[frame]);
    }

    int labelType(int label, int position) {
        int frame = top - label;
        return isLoop(label) ? types.param(indices[frame], position) : end(frame, position);
    }

    void popLabel(int label) throws WasmException {
        int frame = top - label;
        if (!isLoop(label)) {
            popEnds(frame);
        } else if (indices[frame] != OperatorReader.NO_INDEX) {
            popParams(indices[frame]);
        }
    }

    void pushLabel(int label) throws WasmException {
        int frame = top - label;
        if (!isLoop(label)) {
            pushEnds(frame);
        } else if (indices[frame] != OperatorReader.NO_INDEX) {
            pushParams(indices[frame]);
        }
    }

    /** Requires the operands that a branch to this label takes along, and leaves them. */
    void requireLabel(int label) throws WasmException {
        int arity = arity(label);
        spend(arity);
        for (int i = 0; i < arity; i++) {
            int at = size - 1 - i;
            int expected = labelType(label, arity - 1 - i);
            if (at < heights[top]) {
                require(unreachable[top], "instruction requires [" + ValType.text(expected) + "] but stack has []");
                return;
            }
            require(
                    subtyping.matches(operands[at], expected),
                    "instruction requires [" + ValType.text(expected) + "] but stack has [" + ValType.text(operands[at])
                            + "]");
        }
    }

    /** Number of frames around the innermost one. */
    int depth() {
        return top;
    }
}
