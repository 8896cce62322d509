package dev.assay.wasm;

import dev.assay.wasm.feature.FeatureSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Steps through the operators of one function of a module that has been read, in the order of the bytes; the getters speak of the operator that
 * {@link #next()} read last. No object an operator. For one thread; the module's bytes must not have changed since they were read.
 */
public final class Operators {
    /** What follows an opcode. WebAssembly 3.0 §5.4. */
    public enum Immediate {
        NONE,
        BLOCK,
        ELSE,
        CATCH,
        CATCH_ALL,
        DELEGATE,
        END,
        TRY_TABLE,
        LABEL,
        LABELS,
        FUNC,
        FUNC_REF,
        TYPE_TABLE,
        FUNC_TYPE,
        TAG,
        TYPES,
        LOCAL,
        GLOBAL,
        TABLE,
        TABLE_TABLE,
        MEMARG,
        MEMARG_EXACT,
        MEMARG_LANE,
        MEMORY,
        MEMORY_MEMORY,
        I32,
        I64,
        F32,
        F64,
        V128,
        LANES,
        LANE,
        HEAP,
        STRUCT,
        STRUCT_FIELD,
        ARRAY,
        ARRAY_COUNT,
        ARRAY_DATA,
        ARRAY_ELEM,
        ARRAY_ARRAY,
        CAST_BRANCH,
        DATA,
        DATA_MEMORY,
        ELEM,
        ELEM_TABLE,
        FENCE
    }

    /**
     * Locals of one type that are declared together.
     *
     * @param count how many, from 0 to 2³²−1
     * @param type their type in text format
     */
    public record Locals(long count, String type) {}

    /** A label of a {@code br_table}, or a clause of a {@code try_table}: its {@code kind} 0 to 3, tag (or −1) and label. */
    public record Target(int kind, int tag, int label) {}

    /**
     * A number or vector in the code.
     *
     * @param offset where its operator begins, in bytes from the start of the module
     * @param type {@code i32}, {@code i64}, {@code f32}, {@code f64} or {@code v128}
     * @param bits its bits, the lower half of a vector; an {@code i32} with its sign
     * @param high the upper half of a vector, else 0
     */
    public record Constant(int offset, String type, long bits, long high) {}

    private final Input in;
    private final OperatorReader reader;
    private final List<Locals> locals = new ArrayList<>();
    private final int start;

    Operators(ModuleReader module, Function function) {
        this.in = new Input(module.in.bytes);
        Spaces spaces = module.spaces;
        Needs needs = new Needs(FeatureSet.ALL);
        TypeReader types = TypeReader.afterwards(in, module.limits, needs, spaces.types);
        this.reader = new OperatorReader(in, spaces, types, needs, module.limits);
        in.at = function.offset();
        in.end = in.at + function.size();
        try {
            int runs = in.u32();
            long total = spaces.types.params(function.type());
            for (long i = 0; i < Integer.toUnsignedLong(runs); i++) {
                long count = Integer.toUnsignedLong(in.u32());
                locals.add(new Locals(count, ValType.text(types.valType())));
                total += count;
            }
            reader.beginBody(total);
        } catch (WasmException e) {
            throw changed(e);
        }
        this.start = in.at;
    }

    private static AssertionError changed(WasmException e) {
        return new AssertionError("the module was read before; its bytes have changed since", e);
    }

    /**
     * Where the operator ends that begins there, in a body or constant that has been read: nothing is checked again. For whoever steps over operators by
     * himself because there are millions of them.
     */
    public static int end(byte[] bytes, int at) {
        int code = bytes[at] & 0xFF;
        int next = at + 1;
        if (code >= 0xFB && code <= 0xFE) {
            int number = number(bytes, next);
            code = number + (code - 0xFA) * Opcodes.PREFIXED;
            next = skip(bytes, next);
        }
        return switch (Opcodes.immediate(code)) {
            case NONE, ELSE, CATCH_ALL, END -> next;
            case BLOCK -> type(bytes, next);
            case TRY_TABLE -> {
                int clause = type(bytes, next);
                int count = number(bytes, clause);
                clause = skip(bytes, clause);
                for (int i = 0; i < count; i++) {
                    clause = skip(bytes, bytes[clause] < 2 ? skip(bytes, clause + 1) : clause + 1);
                }
                yield clause;
            }
            case LABELS -> {
                int count = number(bytes, next);
                int label = skip(bytes, next);
                for (int i = 0; i <= count; i++) {
                    label = skip(bytes, label);
                }
                yield label;
            }
            case TYPES -> type(bytes, next + 1);
            case HEAP -> skip(bytes, next);
            case CATCH, DELEGATE, LABEL, FUNC, FUNC_REF, FUNC_TYPE, TAG, LOCAL, GLOBAL, TABLE, MEMORY, I32, I64 ->
                skip(bytes, next);
            case STRUCT, ARRAY, DATA, ELEM -> skip(bytes, next);
            case TYPE_TABLE, TABLE_TABLE, MEMORY_MEMORY, STRUCT_FIELD, ARRAY_COUNT, ARRAY_DATA, ARRAY_ELEM ->
                skip(bytes, skip(bytes, next));
            case ARRAY_ARRAY, DATA_MEMORY, ELEM_TABLE -> skip(bytes, skip(bytes, next));
            case MEMARG, MEMARG_EXACT -> argument(bytes, next);
            case MEMARG_LANE -> argument(bytes, next) + 1;
            case F32 -> next + 4;
            case F64 -> next + 8;
            case V128, LANES -> next + 16;
            case LANE, FENCE -> next + 1;
            case CAST_BRANCH -> skip(bytes, skip(bytes, skip(bytes, next + 1)));
        };
    }

    private static int skip(byte[] bytes, int at) {
        int next = at;
        while (bytes[next] < 0) {
            next++;
        }
        return next + 1;
    }

    private static int number(byte[] bytes, int at) {
        int value = 0;
        for (int i = skip(bytes, at) - 1; i >= at; i--) {
            value = value << 7 | (bytes[i] & 0x7F);
        }
        return value;
    }

    /** A block's type or a value's: references to a heap type have two parts. */
    private static int type(byte[] bytes, int at) {
        return bytes[at] == 0x63 || bytes[at] == 0x64 ? skip(bytes, at + 1) : skip(bytes, at);
    }

    private static int argument(byte[] bytes, int at) {
        int offset = skip(bytes, at);
        return skip(bytes, (bytes[at] & 0x40) != 0 ? skip(bytes, offset) : offset);
    }

    /** The function's declared locals, parameters not included. */
    public List<Locals> locals() {
        return Collections.unmodifiableList(locals);
    }

    /** Where the function's first operator begins. */
    public int start() {
        return start;
    }

    /** Reads the next operator; false after the {@code end} that closes the function. */
    public boolean next() {
        try {
            return reader.next();
        } catch (WasmException e) {
            throw changed(e);
        }
    }

    /** Where the operator begins, in bytes from the start of the module. */
    public int offset() {
        return reader.offset;
    }

    /** Where the next one begins. */
    public int end() {
        return in.at;
    }

    /** How many blocks are open after the operator. */
    public int depth() {
        return reader.depth();
    }

    /** Its name in text format. */
    public String name() {
        String name = Opcodes.name(reader.opcode);
        return name.equals("select_t") ? "select" : name;
    }

    /** Its opcode: one byte, or a prefix byte and a number of twelve bits: {@code 0xFC00B} is {@code memory.fill}. */
    public int opcode() {
        int prefix = reader.opcode / Opcodes.PREFIXED;
        return prefix == 0 ? reader.opcode : ((0xFA + prefix) << 12) | (reader.opcode % Opcodes.PREFIXED);
    }

    public OperatorClass kind() {
        return OperatorClass.at(Opcodes.operatorClass(reader.opcode));
    }

    /** What follows the opcode, and so which of the getters below have a meaning. */
    public Immediate immediate() {
        return Opcodes.immediate(reader.opcode);
    }

    /** The index, label or lane that comes first in text format; −1 for a block whose type is not an index. */
    public int index() {
        return reader.index;
    }

    /** The index that comes second in text format, a lane after a memory argument, or a count. */
    public int second() {
        return reader.second;
    }

    /** An integer constant, a memory argument's offset, or where the bytes of a float, vector or shuffle begin. */
    public long value() {
        return reader.value;
    }

    /** The operator as a constant, if it is one. */
    public Optional<Constant> constant() {
        return switch (immediate()) {
            case I32 -> Optional.of(new Constant(offset(), "i32", value(), 0));
            case I64 -> Optional.of(new Constant(offset(), "i64", value(), 0));
            case F32 -> Optional.of(new Constant(offset(), "f32", bits(4, 0), 0));
            case F64 -> Optional.of(new Constant(offset(), "f64", bits(8, 0), 0));
            case V128 -> Optional.of(new Constant(offset(), "v128", bits(8, 0), bits(8, 8)));
            default -> Optional.empty();
        };
    }

    private long bits(int count, int from) {
        return in.littleEndian((int) value() + from, count);
    }

    /** A memory argument's alignment as a power of two. */
    public int alignment() {
        return reader.alignment;
    }

    /** The operator's natural alignment as a power of two. */
    public int naturalAlignment() {
        return Opcodes.width(reader.opcode);
    }

    /** The value type of a block ("" for none) or {@code select}, or the heap type of a reference operator, in text format. */
    public String type() {
        return switch (immediate()) {
            case HEAP -> ValType.heapText(reader.type);
            case BLOCK, TRY_TABLE ->
                reader.index >= 0 || reader.type == OperatorReader.EMPTY ? "" : ValType.text(reader.type);
            default -> ValType.text(reader.type);
        };
    }

    /** The type that a {@code br_on_cast} casts to, in text format; {@link #type()} is what it casts from. */
    public String castType() {
        return ValType.text(reader.second);
    }

    /** The labels of a {@code br_table} without the default, which is {@link #index()}; or the clauses of a {@code try_table}. */
    public List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        Input list = new Input(in.bytes);
        list.at = reader.listStart;
        try {
            for (int i = 0; i < reader.listCount; i++) {
                int kind = immediate() == Immediate.TRY_TABLE ? list.u8() : 0;
                boolean tagged = immediate() == Immediate.TRY_TABLE && kind < 2;
                targets.add(new Target(kind, tagged ? list.u32() : -1, list.u32()));
            }
        } catch (WasmException e) {
            throw changed(e);
        }
        return targets;
    }
}
