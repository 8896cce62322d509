package dev.assay.wasm;

import static dev.assay.wasm.CommonOperators.DROP;
import static dev.assay.wasm.CommonOperators.FIRST_LOAD;
import static dev.assay.wasm.CommonOperators.FIRST_STORE;
import static dev.assay.wasm.CommonOperators.GLOBAL_GET;
import static dev.assay.wasm.CommonOperators.I32_CONST;
import static dev.assay.wasm.CommonOperators.I64_CONST;
import static dev.assay.wasm.CommonOperators.LAST_STORE;
import static dev.assay.wasm.CommonOperators.LOCAL_GET;
import static dev.assay.wasm.CommonOperators.LOCAL_SET;
import static dev.assay.wasm.CommonOperators.LOCAL_TEE;
import static dev.assay.wasm.CommonOperators.OTHER;

/**
 * Judges runs of the commonest {@link CommonOperators}, under the same rule: it only ever accepts, and only what {@link BodyValidator} accepts. It stops
 * before any other operator, and before one whose operands are not there in this very block with just the types it takes.
 */
final class CommonValidator {
    private static final int[] SIGNATURES = CommonOperators.signatures();

    private final Input in;
    private final Spaces spaces;
    private final OperandStack stack;
    private final LocalTypes locals;

    CommonValidator(Input in, Spaces spaces, OperandStack stack, LocalTypes locals) {
        this.in = in;
        this.spaces = spaces;
        this.stack = stack;
        this.locals = locals;
    }

    /** Judges as many operators as it can. */
    void run() {
        byte[] bytes = in.bytes;
        int end = in.end - 1; // the last byte of a body is no common operator
        int at = in.at;
        int[] operands = stack.operands;
        int size = stack.size;
        int bottom = stack.bottom();
        int[] near = locals.near;
        int known = locals.known;
        boolean memory = spaces.memories > 0 && !spaces.wideMemories.get(0);
        while (at < end && size < operands.length) {
            int opcode = bytes[at] & 0xFF;
            int next = at + 1;
            switch (opcode) {
                case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> {
                    int local = bytes[next++];
                    if (local < 0 || local >= known) {
                        next = OTHER;
                    } else if (opcode == LOCAL_GET) {
                        operands[size++] = near[local];
                    } else if (size == bottom || operands[size - 1] != near[local]) {
                        next = OTHER;
                    } else if (opcode == LOCAL_SET) {
                        size--;
                    }
                }
                case GLOBAL_GET -> {
                    int global = bytes[next++];
                    if (global >= 0 && global < spaces.globals.size()) {
                        operands[size++] = spaces.globals.get(global);
                    } else {
                        next = OTHER;
                    }
                }
                case DROP -> {
                    if (size > bottom) {
                        size--;
                    } else {
                        next = OTHER;
                    }
                }
                case I32_CONST -> {
                    next = CommonOperators.afterI32(bytes, at, end);
                    if (next != OTHER) {
                        operands[size++] = ValType.I32;
                    }
                }
                case I64_CONST -> {
                    next = CommonOperators.afterI64(bytes, at, end);
                    if (next != OTHER) {
                        operands[size++] = ValType.I64;
                    }
                }
                default -> {
                    int signature = SIGNATURES[opcode];
                    if (opcode >= FIRST_LOAD && opcode <= LAST_STORE) {
                        next = memory ? CommonOperators.afterArgument(bytes, at, end) : OTHER;
                        boolean load = opcode < FIRST_STORE;
                        int address = load ? size - 1 : size - 2;
                        if (next == OTHER || address < bottom || operands[address] != ValType.I32) {
                            next = OTHER;
                        } else if (load) {
                            operands[address] = signature >> 16;
                        } else if (operands[size - 1] == signature >> 16) {
                            size = address;
                        } else {
                            next = OTHER;
                        }
                    } else {
                        int taken = signature & 3;
                        int type = signature >> 8 & 0xFF;
                        if (taken == 0
                                || size - taken < bottom
                                || operands[size - 1] != type
                                || operands[size - taken] != type) {
                            next = OTHER;
                        } else {
                            size -= taken;
                            operands[size++] = signature >> 16;
                        }
                    }
                }
            }
            if (next == OTHER) {
                break;
            }
            at = next;
        }
        in.at = at;
        stack.size = size;
    }
}
