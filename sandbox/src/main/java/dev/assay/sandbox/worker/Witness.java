package dev.assay.sandbox.worker;

import java.util.BitSet;
import run.endive.runtime.ExecutionListener;
import run.endive.runtime.MStack;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.OpCode;

/**
 * Watches a metered guest operator by operator, and counts what it calculates, mixes and stores. What the metering put in is not
 * counted: it goes to globals behind the module's own, up to the branch or the write that ends it.
 */
@SuppressWarnings("EnumOrdinal") // into an array that is made here, for each operator that runs
final class Witness implements ExecutionListener {
    private static final byte OTHER = 0;
    private static final byte CALCULATES = 1;
    private static final byte MIXES = 2;
    private static final byte STORES = 3;
    private static final byte READS_GLOBAL = 4;
    private static final byte WRITES_GLOBAL = 5;
    private static final byte BRANCHES = 6;
    private static final byte XORS = 7;
    private static final byte[] KINDS = kinds();

    private final int ownGlobals;
    private final BitSet covered = new BitSet();
    private boolean metering;
    long calculations;
    long mixing;
    long xors;
    long stores;

    /** {@code ownGlobals}: how many the module has without those of the metering. */
    Witness(int ownGlobals) {
        this.ownGlobals = ownGlobals;
    }

    BitSet covered() {
        return covered;
    }

    @Override
    public void onExecution(Instruction instruction, MStack stack) {
        byte kind = KINDS[instruction.opcode().ordinal()];
        if (metering) {
            metering = kind != BRANCHES && kind != WRITES_GLOBAL;
            return;
        }
        switch (kind) {
            case XORS -> {
                calculations++;
                mixing++;
                xors++;
            }
            case MIXES -> {
                calculations++;
                mixing++;
            }
            case CALCULATES -> calculations++;
            case STORES -> stores++;
            case READS_GLOBAL -> {
                if (instruction.operand(0) >= ownGlobals) { // a basic block begins
                    metering = true;
                    covered.set(instruction.address());
                }
            }
            default -> {}
        }
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[OpCode.values().length];
        for (OpCode code : OpCode.values()) {
            kinds[code.ordinal()] = kind(code, code.name());
        }
        return kinds;
    }

    private static byte kind(OpCode code, String name) {
        if (name.matches("(I32|I64|V128)_XOR")) {
            return XORS;
        }
        if (name.matches("I(32|64)_(SHL|SHR_[SU]|ROT[LR])|I(8x16|16x8|32x4|64x2)_SHL|I\\d+x\\d+_SHR_[SU]")) {
            return MIXES;
        }
        if (name.contains("STORE") || name.matches("MEMORY_(COPY|FILL|INIT)")) {
            return STORES;
        }
        return switch (code) {
            case GLOBAL_GET -> READS_GLOBAL;
            case GLOBAL_SET -> WRITES_GLOBAL;
            case IF -> BRANCHES;
            default -> name.matches("[IFV]\\d+(x\\d+)?_(?!CONST|LOAD|EQ|NE|LT|GT|LE|GE|ATOMIC).*") ? CALCULATES : OTHER;
        };
    }
}
