package dev.assay.audit.code;

import java.util.Arrays;

/** What {@link CodeWalk} asks of an operator, by its opcode. */
final class OperatorForms {
    static final int PLAIN = 0;
    static final int LOCAL = 1;
    static final int ARGUMENT = 2;
    static final int I32 = 3;
    static final int I64 = 4;
    static final int GLOBAL = 5;
    static final int CALL = 6;
    static final int OPEN = 7;
    static final int END = 8;
    static final int BRANCH = 9;
    static final int RARE = 10;
    private static final byte[] FORMS = forms();

    /** Bits of {@link #kind}. */
    static final int XOR = 1;

    static final int TURN = 2;
    static final int BINARY = 4;
    static final int FLOAT = 8;
    private static final byte[] KINDS = kinds();

    private OperatorForms() {}

    /** How its immediate is read, and by whom: one of the first constants here. */
    static int form(int opcode) {
        return FORMS[opcode];
    }

    /** What it does to numbers: bits, 0 for all else. */
    static int kind(int opcode) {
        return KINDS[opcode];
    }

    static boolean isConstant(int opcode) {
        return opcode == 0x41 || opcode == 0x42;
    }

    /** Whether an operation on a constant and something else leaves the other as it was, or both are constants. */
    static boolean isIdle(int opcode, int history, long constant) {
        if (isConstant(history >>> 16 & 0xFF)) {
            return true;
        }
        return switch (opcode) {
            case 0x6A, 0x6B, 0x7C, 0x7D -> constant == 0; // add, sub
            case 0x6C, 0x6D, 0x6E, 0x7E, 0x7F, 0x80 -> constant == 1; // mul, div
            case 0x71, 0x83 -> constant == -1; // and
            default -> constant == 0; // or, xor, shifts, rotations
        };
    }

    /** Whether a number is asked for being -1: by that, or by its sign. */
    static boolean isFailureTest(int opcode, int history, long constant) {
        boolean compared = isConstant(history >>> 8 & 0xFF);
        return switch (opcode) {
            case 0x46, 0x47, 0x4A, 0x4C, 0x51, 0x52, 0x55, 0x57 -> compared && constant == -1;
            case 0x48, 0x4E, 0x53, 0x59 -> compared && constant == 0;
            case 0x45, 0x50 -> true; // of the number plus one, or of an earlier comparison
            default -> false;
        };
    }

    static int vectorKind(int code) {
        return switch (code) {
            case 0xFD51 -> XOR;
            case 0xFD6B, 0xFD6C, 0xFD6D, 0xFD8B, 0xFD8C, 0xFD8D, 0xFDAB, 0xFDAC, 0xFDAD, 0xFDCB, 0xFDCC, 0xFDCD -> TURN;
            default -> 0;
        };
    }

    private static byte[] forms() {
        byte[] forms = new byte[256];
        Arrays.fill(forms, (byte) RARE);
        Arrays.fill(forms, 0x45, 0xC5, (byte) PLAIN);
        for (int plain : new int[] {0x00, 0x01, 0x0F, 0x1A, 0x1B}) {
            forms[plain] = PLAIN;
        }
        Arrays.fill(forms, 0x02, 0x05, (byte) OPEN);
        forms[0x06] = OPEN;
        forms[0x0B] = END;
        forms[0x0C] = BRANCH;
        forms[0x0D] = BRANCH;
        forms[0x10] = CALL;
        Arrays.fill(forms, 0x20, 0x23, (byte) LOCAL);
        Arrays.fill(forms, 0x23, 0x25, (byte) GLOBAL);
        Arrays.fill(forms, 0x28, 0x3F, (byte) ARGUMENT);
        forms[0x41] = I32;
        forms[0x42] = I64;
        return forms;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int i = 0x6A; i <= 0x78; i++) {
            kinds[i] = BINARY;
            kinds[i + 0x12] = BINARY; // the same of 64 bits
        }
        for (int width = 0; width <= 0x12; width += 0x12) {
            kinds[0x73 + width] |= XOR;
            Arrays.fill(kinds, 0x74 + width, 0x79 + width, (byte) (BINARY | TURN));
        }
        for (int i = 0x8D; i <= 0xA5; i++) {
            kinds[i] = FLOAT; // from f32.ceil; not copysign
        }
        Arrays.fill(kinds, 0x98, 0x9B, (byte) 0);
        kinds[0xB6] = FLOAT;
        kinds[0xBB] = FLOAT;
        return kinds;
    }
}
