package dev.assay.wasm;

import dev.assay.wasm.Operators.Immediate;

/**
 * The operators of WebAssembly 1.0 that nearly all code consists of: locals, globals, calls, constants, loads, stores and numbers. Reading steps over
 * a run of them without a call for each. It only ever accepts, and only what {@link OperatorReader} accepts: before any operator that is not common
 * or is wrong in any way it stops, so that the reader looks at that one and says what is wrong.
 */
final class CommonOperators {
    static final int CALL = 0x10;
    static final int DROP = 0x1A;
    static final int SELECT = 0x1B;
    static final int LOCAL_GET = 0x20;
    static final int LOCAL_SET = 0x21;
    static final int LOCAL_TEE = 0x22;
    static final int GLOBAL_GET = 0x23;
    static final int GLOBAL_SET = 0x24;
    static final int FIRST_LOAD = 0x28;
    static final int FIRST_STORE = 0x36;
    static final int LAST_STORE = 0x3E;
    static final int I32_CONST = 0x41;
    static final int I64_CONST = 0x42;
    static final int F32_CONST = 0x43;
    static final int F64_CONST = 0x44;
    static final int FIRST_NUMERIC = 0x45;
    static final int LAST_NUMERIC = 0xBF;

    /** What no offset is: the operator is not common here, or wrong. */
    static final int OTHER = -1;

    /** Integers of at most so many bytes have no bit too many: no need to look at their last one. */
    private static final int SHORT_32 = 4;

    private static final int SHORT_64 = 9;

    private final Input in;
    private final Spaces spaces;

    CommonOperators(Input in, Spaces spaces) {
        this.in = in;
        this.spaces = spaces;
    }

    /** Reads as many operators as it can, in a function of so many locals, and counts each under its class. */
    void read(long locals, int[] counts) {
        byte[] bytes = in.bytes;
        int end = in.end - 1; // the last byte of a body is no common operator
        int at = in.at;
        int named = (int) Math.min(locals, Integer.MAX_VALUE);
        boolean memory = spaces.memories > 0;
        while (at < end) {
            int opcode = bytes[at] & 0xFF;
            int next = switch (opcode) {
                case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> afterIndex(bytes, at, end, named);
                case GLOBAL_GET, GLOBAL_SET -> afterIndex(bytes, at, end, spaces.globals.size());
                case CALL -> afterIndex(bytes, at, end, spaces.functions.size());
                case I32_CONST -> afterInteger(bytes, at, end, SHORT_32);
                case I64_CONST -> afterInteger(bytes, at, end, SHORT_64);
                case F32_CONST -> within(at + 5, end);
                case F64_CONST -> within(at + 9, end);
                case DROP, SELECT -> at + 1;
                default -> {
                    if (opcode >= FIRST_NUMERIC && opcode <= LAST_NUMERIC) {
                        yield at + 1;
                    }
                    yield memory && opcode >= FIRST_LOAD && opcode <= LAST_STORE
                            ? afterArgument(bytes, at, end)
                            : OTHER;
                }
            };
            if (next == OTHER) {
                break;
            }
            counts[Opcodes.operatorClass(opcode)]++;
            at = next;
        }
        in.at = at;
    }

    private static int within(int next, int end) {
        return next <= end ? next : OTHER;
    }

    private static int afterIndex(byte[] bytes, int at, int end, int count) {
        int index = bytes[at + 1];
        if (index >= 0) {
            return index < count ? at + 2 : OTHER;
        }
        int next = afterInteger(bytes, at, end, SHORT_32);
        return next != OTHER && index(bytes, at + 1, next) < count ? next : OTHER;
    }

    /** The index that ends before {@code next}, of at most {@link #SHORT_32} bytes. */
    static int index(byte[] bytes, int start, int next) {
        int index = 0;
        for (int i = next - 1; i >= start; i--) {
            index = index << 7 | (bytes[i] & 0x7F);
        }
        return index;
    }

    /** Where the operator ends that has one integer, of at most {@code most} bytes, and begins at {@code at}. */
    static int afterInteger(byte[] bytes, int at, int end, int most) {
        if (at + 1 < end && bytes[at + 1] >= 0) {
            return at + 2;
        }
        int last = Math.min(end, at + 1 + most);
        for (int next = at + 2; next < last; next++) {
            if (bytes[next] >= 0) {
                return next + 1;
            }
        }
        return OTHER;
    }

    static int afterI32(byte[] bytes, int at, int end) {
        return afterInteger(bytes, at, end, SHORT_32);
    }

    static int afterI64(byte[] bytes, int at, int end) {
        return afterInteger(bytes, at, end, SHORT_64);
    }

    /** Where a load or store ends that begins at {@code at}: one of memory 0, with an alignment that fits and a short offset. */
    static int afterArgument(byte[] bytes, int at, int end) {
        int alignment = bytes[at + 1];
        return alignment >= 0 && alignment <= Opcodes.width(bytes[at])
                ? afterInteger(bytes, at + 1, end, SHORT_32)
                : OTHER;
    }

    /**
     * What a number operator takes and gives, if it is common: how many operands from bit 0, their type from bit 8, the result's from bit 16; of a load
     * or store only the type that it gives or takes. 0 for all other operators.
     */
    static int[] signatures() {
        int[] signatures = new int[0x100];
        for (int opcode = FIRST_LOAD; opcode < FIRST_STORE; opcode++) {
            signatures[opcode] = Opcodes.results(opcode)[0] << 16;
        }
        for (int opcode = FIRST_STORE; opcode <= LAST_STORE; opcode++) {
            signatures[opcode] = Opcodes.params(opcode)[1] << 16;
        }
        for (int opcode = FIRST_NUMERIC; opcode <= LAST_NUMERIC; opcode++) {
            assert Opcodes.immediate(opcode) == Immediate.NONE && Opcodes.feature(opcode) < 0;
            int[] params = Opcodes.params(opcode);
            signatures[opcode] = params.length | params[0] << 8 | Opcodes.results(opcode)[0] << 16;
        }
        return signatures;
    }
}
