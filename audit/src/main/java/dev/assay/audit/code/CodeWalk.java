package dev.assay.audit.code;

import static dev.assay.audit.code.OperatorForms.ARGUMENT;
import static dev.assay.audit.code.OperatorForms.BINARY;
import static dev.assay.audit.code.OperatorForms.BRANCH;
import static dev.assay.audit.code.OperatorForms.CALL;
import static dev.assay.audit.code.OperatorForms.END;
import static dev.assay.audit.code.OperatorForms.FLOAT;
import static dev.assay.audit.code.OperatorForms.GLOBAL;
import static dev.assay.audit.code.OperatorForms.I32;
import static dev.assay.audit.code.OperatorForms.I64;
import static dev.assay.audit.code.OperatorForms.LOCAL;
import static dev.assay.audit.code.OperatorForms.OPEN;
import static dev.assay.audit.code.OperatorForms.PLAIN;
import static dev.assay.audit.code.OperatorForms.TURN;
import static dev.assay.audit.code.OperatorForms.XOR;

import dev.assay.wasm.Function;
import dev.assay.wasm.Operators;
import dev.assay.wasm.Summary;
import dev.assay.wasm.flow.CallGraph;
import java.util.BitSet;

/**
 * Walks over bodies that have been read, so that nothing need be checked again, and keeps what the rules ask for. One long
 * method, because each of some ten million operators passes through it; everything rare is a call. Not thread-safe.
 */
final class CodeWalk {
    /** Addresses below this are where linkers put no data. */
    static final int LOW = 1024;

    private static final long PRIME = 0x9E3779B97F4A7C15L;
    /** A failed growth is noticed within so many operators or not at all. */
    private static final int SOON = 32;
    /** How long integers are that a linker fills in. */
    private static final int LINKED_32 = 5;

    private static final int LINKED_64 = 10;

    final CipherMarks marks = new CipherMarks();
    final Places endless = new Places();
    final Places heedless = new Places();
    final Places decoders = new Places();
    final Places fills = new Places();
    final Places tableWrites = new Places();
    final Places indirect = new Places();
    final Places lowStores = new Places();
    final Places frames = new Places();
    final Places padded = new Places();
    final BitSet calledTables = new BitSet();
    final int[] gets;
    final int[] sets;
    final int[] weights;
    final int[] mixing;
    final int[] xors;
    final long[] shapes;
    final long[] gists;
    long operators;
    long labels;
    long floats;
    long selfComparisons;
    long idle;

    private final byte[] bytes;
    private final Blocks blocks = new Blocks(this);
    private final BitSet calledTypes = new BitSet();
    private final boolean lowIsForeign;

    /** The integer that {@link #unsigned} or {@link #signed} read last ends before this. */
    private int next;

    CodeWalk(byte[] bytes, Summary module) {
        this.bytes = bytes;
        int functions = module.functions().size();
        this.gets = new int[module.globals().size()];
        this.sets = new int[module.globals().size()];
        this.weights = new int[functions];
        this.mixing = new int[functions];
        this.xors = new int[functions];
        this.shapes = new long[functions];
        this.gists = new long[functions];
        this.lowIsForeign =
                module.imports().stream().anyMatch(i -> i.type().kind().equals("memory"));
    }

    void body(Function function, int row, CallGraph.Recorder calls) {
        int index = function.index();
        int at = locals(function.offset());
        int end = function.offset() + function.size();
        int history = 0; // the opcodes of the last four operators, the newest lowest
        long last = 0; // the last constant, and the one before it
        long before = 0;
        int lastLocal = -1;
        int beforeLocal = -2;
        int lastGlobal = -1;
        int count = 0;
        int moves = 0;
        int mixed = 0;
        int xored = 0;
        int grownAt = 0;
        int grownOffset = -1;
        long shape = function.locals();
        long gist = 1;
        blocks.begin(index);
        while (at < end) {
            int start = at;
            int opcode = bytes[at++] & 0xFF;
            history = history << 8 | opcode;
            count++;
            long detail = 0;
            switch (OperatorForms.form(opcode)) {
                case PLAIN -> {
                    int kind = OperatorForms.kind(opcode);
                    if (kind != 0) {
                        if ((kind & (XOR | TURN)) != 0 && blocks.live) {
                            mixed++;
                            xored += kind & XOR;
                        }
                        if ((kind & FLOAT) != 0) {
                            floats += blocks.live ? 1 : 0;
                        } else if (opcode == 0x6B && history == 0x2120206B && last > 0 && count < 9) {
                            frames.add(
                                    start,
                                    index,
                                    (long) lastGlobal << 32 | (last & 0xFFFF_FFFFL)); // without optimisation
                        } else if (OperatorForms.isConstant(history >>> 8 & 0xFF)) {
                            if ((kind & BINARY) != 0 && OperatorForms.isIdle(opcode, history, last)) {
                                idle++;
                            }
                            if (opcode == 0x6B && (history & 0xFFFFFF) == 0x23416B && last > 0 && count < 8) {
                                frames.add(start, index, (long) lastGlobal << 32 | (last & 0xFFFF_FFFFL));
                            }
                        }
                        if ((kind & XOR) != 0) {
                            blocks.see(Blocks.MIXES);
                        }
                    } else if (opcode >= 0x45 && opcode <= 0x66) {
                        if (grownOffset >= 0
                                && count - grownAt < SOON
                                && OperatorForms.isFailureTest(opcode, history, last)) {
                            grownOffset = -1;
                        }
                        if (opcode >= 0x5B && (history >>> 8 & 0xFFFF) == 0x2020 && lastLocal == beforeLocal) {
                            selfComparisons++;
                        }
                    } else if (opcode < 2) {
                        idle += opcode; // a nop
                        if (opcode == 0) {
                            blocks.trap();
                        }
                    } else if (opcode == 0x0F) {
                        blocks.leave();
                    } else if (opcode == 0x1A && OperatorForms.isConstant(history >>> 8 & 0xFF)) {
                        idle++;
                    }
                }
                case LOCAL -> {
                    moves++;
                    int local = bytes[at];
                    if (local >= 0) {
                        at++;
                    } else {
                        local = unsigned(at, index);
                        at = next;
                    }
                    detail = local + 1L;
                    if (opcode == 0x20) {
                        beforeLocal = lastLocal;
                        lastLocal = local;
                    }
                }
                case ARGUMENT -> {
                    int flags = bytes[at];
                    int offset;
                    if (flags >= 0 && flags < 0x40 && bytes[at + 1] >= 0) {
                        offset = bytes[at + 1];
                        at += 2;
                    } else {
                        offset = argument(at, index);
                        at = next;
                    }
                    detail = offset >= 0 && offset < LOW ? offset : LOW;
                    if (opcode >= 0x36) {
                        if (opcode == 0x3A || opcode == 0x3C) {
                            blocks.see(Blocks.WRITES);
                        }
                        if (lowIsForeign) {
                            lowStore(start, index, history, last, before, offset);
                        }
                    } else if (opcode >= 0x2C && opcode <= 0x31 && (opcode & 2) == 0) {
                        blocks.see(Blocks.READS);
                    }
                }
                case I32 -> {
                    before = last;
                    int value = bytes[at];
                    if (value >= 0) {
                        value = value << 25 >> 25;
                        at++;
                    } else {
                        value = (int) signed(at, index, LINKED_32);
                        at = next;
                        marks.constant(value);
                    }
                    last = value;
                    detail = value >= -LOW && value < LOW ? value : LOW;
                    gist = (gist ^ value) * PRIME;
                }
                case I64 -> {
                    before = last;
                    last = signed(at, index, LINKED_64);
                    at = next;
                    marks.constant(last);
                    detail = last;
                    gist = (gist ^ last) * PRIME;
                }
                case GLOBAL -> {
                    lastGlobal = unsigned(at, index);
                    at = next;
                    if (opcode == 0x23) {
                        gets[lastGlobal]++;
                    } else {
                        sets[lastGlobal]++;
                    }
                }
                case CALL -> {
                    calls.call(unsigned(at, index));
                    at = next;
                    blocks.calls++;
                }
                case OPEN -> {
                    at = Operators.end(bytes, start);
                    blocks.open(opcode, start);
                }
                case END -> blocks.close(at);
                case BRANCH -> {
                    int label = unsigned(at, index);
                    at = next;
                    blocks.branch(label, opcode == 0x0C);
                    detail = label;
                }
                default -> {
                    at = Operators.end(bytes, start);
                    int code = rare(opcode, start, index, history, last, calls);
                    if (code == 0x40 || code == 0xFC0F) {
                        if (blocks.loops > 0) {
                            grownAt = count;
                            if (grownOffset >= 0) {
                                heedless.add(grownOffset, index, 0);
                            }
                            grownOffset = start;
                        }
                        blocks.grows++;
                    }
                    int kind = OperatorForms.vectorKind(code);
                    mixed += kind == 0 ? 0 : 1;
                    xored += kind & XOR;
                    detail = code;
                }
            }
            shape = (shape ^ ((detail << 8) | opcode)) * PRIME;
            shape ^= shape >>> 29;
            if ((OperatorForms.form(opcode) == PLAIN && opcode >= 0x45) || OperatorForms.form(opcode) == ARGUMENT) {
                gist = (gist ^ opcode) * PRIME;
                gist ^= gist >>> 31;
            }
        }
        if (grownOffset >= 0) {
            heedless.add(grownOffset, index, 0);
        }
        operators += count;
        weights[row] = Math.min(count, 2 * (count - moves));
        mixing[row] = mixed;
        xors[row] = xored;
        shapes[row] = shape;
        gists[row] = gist;
    }

    /** Where the operators of a body begin. */
    private int locals(int at) {
        int runs = unsigned(at, -1);
        int run = next;
        for (int i = 0; i < runs; i++) {
            unsigned(run, -1);
            byte type = bytes[next];
            run = next + 1;
            if (type == 0x63 || type == 0x64) {
                unsigned(run, -1);
                run = next;
            }
        }
        return run;
    }

    private void lowStore(int start, int index, int history, long last, long before, int offset) {
        int value = history >>> 8 & 0xFF;
        boolean simple = (value >= 0x41 && value <= 0x44) || value == 0x20 || value == 0x23;
        if (simple && OperatorForms.isConstant(history >>> 16 & 0xFF)) {
            long address = (OperatorForms.isConstant(value) ? before : last) + Integer.toUnsignedLong(offset);
            if (address >= 0 && address < LOW) {
                lowStores.add(start, index, address);
            }
        }
    }

    /** Whatever is not worth a case of its own; its opcode, with the number behind a prefix in its lower byte. */
    private int rare(int opcode, int start, int index, int history, long last, CallGraph.Recorder calls) {
        switch (opcode) {
            case 0x05, 0x07, 0x19 -> blocks.turn(opcode == 0x05);
            case 0x08, 0x09, 0x0A -> blocks.leave();
            case 0x0E -> labels += blocks.branches(bytes, start + 1);
            case 0x11, 0x13 -> {
                int type = unsigned(start + 1, -1);
                calls.callIndirectly(type);
                calledTables.set(unsigned(next, -1));
                if (!calledTypes.get(type)) {
                    calledTypes.set(type);
                    indirect.add(start, index, type);
                }
                called(opcode == 0x13);
            }
            case 0x12 -> {
                calls.call(unsigned(start + 1, -1));
                called(true);
            }
            case 0x14, 0x15 -> {
                calls.callIndirectly(unsigned(start + 1, -1));
                called(opcode == 0x15);
            }
            case 0x18 -> blocks.close(start);
            case 0x1F -> blocks.openTable(bytes, start);
            case 0x26 -> {
                if (!OperatorForms.isConstant(history >>> 16 & 0xFF)) {
                    tableWrites.add(start, index, unsigned(start + 1, -1));
                }
            }
            case 0xD5, 0xD6 -> blocks.branch(unsigned(start + 1, -1), false);
            case 0xFB, 0xFC, 0xFD, 0xFE -> {
                return prefixed(opcode, start, index, history, last);
            }
            default -> {}
        }
        return opcode;
    }

    private void called(boolean last) {
        blocks.calls++;
        if (last) {
            blocks.leave();
        }
    }

    private int prefixed(int prefix, int start, int index, int history, long last) {
        int number = unsigned(start + 1, -1);
        int code = prefix << 8 | (number & 0xFF);
        switch (code) {
            case 0xFB18, 0xFB19 -> blocks.branch(unsigned(next + 1, -1), false);
            case 0xFC0A, 0xFC0B -> { // memory.copy, memory.fill
                if (OperatorForms.isConstant(history >>> 8 & 0xFF)) {
                    fills.add(
                            start,
                            index,
                            history >>> 8 == 0x41 ? last : (history >>> 8 & 0xFF) == 0x41 ? last & 0xFFFF_FFFFL : last);
                }
            }
            case 0xFC0C, 0xFC0E -> { // table.init, table.copy
                int first = unsigned(next, -1);
                int table = prefix == 0xFC && number == 0x0C ? unsigned(next, -1) : first;
                boolean known = OperatorForms.isConstant(history >>> 8 & 0xFF)
                        && OperatorForms.isConstant(history >>> 16 & 0xFF)
                        && OperatorForms.isConstant(history >>> 24 & 0xFF);
                if (!known) {
                    tableWrites.add(start, index, table);
                }
            }
            case 0xFD0C -> { // v128.const
                for (int i = 0; i < 16; i += 4) {
                    marks.constant(word(next + i));
                }
            }
            case 0xFE00, 0xFE01, 0xFE02 -> blocks.calls++; // a wait gives the processor to others
            default -> {}
        }
        return code;
    }

    private int word(int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    /** An unsigned integer; the field {@link #next} says where it ends. */
    private int unsigned(int at, int function) {
        int value = 0;
        int shift = 0;
        int i = at;
        byte b;
        do {
            b = bytes[i++];
            value |= (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0);
        next = i;
        if (b == 0 && i - at > 1 && i - at != LINKED_32) {
            padded.add(at, function, i - at);
        }
        return value;
    }

    private long signed(int at, int function, int linked) {
        long value = 0;
        int shift = 0;
        int i = at;
        byte b;
        do {
            b = bytes[i++];
            value |= (long) (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0);
        next = i;
        if ((b == 0 || b == 0x7F) && i - at > 1 && i - at != linked) {
            boolean needless = (bytes[i - 2] & 0x40) == (b & 0x40);
            if (needless) {
                padded.add(at, function, i - at);
            }
        }
        int unused = 64 - shift;
        return unused > 0 ? value << unused >> unused : value;
    }

    /** The offset of a load or store, as an int; −1 where it has more bits. */
    private int argument(int at, int function) {
        int flags = unsigned(at, function);
        if ((flags & 0x40) != 0) {
            unsigned(next, function);
            signed(next, function, LINKED_64);
            return -1; // another memory
        }
        int from = next;
        int offset = unsigned(from, function);
        return next - from > LINKED_32 ? -1 : offset;
    }
}
