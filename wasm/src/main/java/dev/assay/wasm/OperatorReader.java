package dev.assay.wasm;

import dev.assay.wasm.Operators.Immediate;
import dev.assay.wasm.feature.Feature;
import java.util.Arrays;

/**
 * Reads the operators of one expression after another, one a call, into its own fields: no object an operator, no recursion. Everything that can
 * be decided without knowing the types on the stack is decided here: encodings, indices, alignments, lanes and the balance of blocks.
 * WebAssembly 3.0 §5.4.
 */
final class OperatorReader {
    private static final int IF = 0x04;
    private static final int ELSE = 0x05;
    private static final int TRY = 0x06;
    private static final int CATCH = 0x07;
    private static final int CATCH_ALL = 0x19;

    /** {@link #type} of a block without parameters and results. */
    static final int EMPTY = 0;
    /** {@link #index} of a block whose type is not a type index. */
    static final int NO_INDEX = -1;

    private final Input in;
    private final Spaces spaces;
    private final TypeReader types;
    private final Needs needs;
    private final ReadLimits limits;

    /** Where the operator begins. */
    int offset;
    /** Its number in {@link Opcodes}. */
    int opcode;
    /** Its first index, label, lane or count. */
    int index;
    /** Its second index; a second reference type for casts that branch. */
    int second;
    /** Its value, block or reference type. */
    int type;
    /** Its constant or memory offset; for floats and vectors where their bytes begin. */
    long value;
    /** Its alignment as a power of two. */
    int alignment;
    /** Where the labels of a {@code br_table} or the clauses of a {@code try_table} begin, and how many they are. */
    int listStart;

    int listCount;

    private boolean constant;
    private boolean closed;
    private long locals;
    private byte[] blocks = new byte[64];
    private int depth;
    int deepest;

    OperatorReader(Input in, Spaces spaces, TypeReader types, Needs needs, ReadLimits limits) {
        this.in = in;
        this.spaces = spaces;
        this.types = types;
        this.needs = needs;
        this.limits = limits;
    }

    void beginBody(long localCount) {
        begin(localCount, false);
    }

    void beginConstant() {
        begin(0, true);
    }

    private void begin(long localCount, boolean isConstant) {
        locals = localCount;
        constant = isConstant;
        closed = false;
        depth = 0;
        deepest = 0;
    }

    /** Reads the next operator; false after the {@code end} that closes the expression. */
    boolean next() throws WasmException {
        if (closed) {
            return false;
        }
        offset = in.at;
        if (offset >= in.end) {
            throw in.fault("unexpected end of section or function: END opcode expected");
        }
        int code = in.bytes[in.at++] & 0xFF;
        opcode = code >= 0xFB && code <= 0xFE ? prefixed(code) : code;
        if (!Opcodes.exists(opcode)) {
            throw illegal(code);
        }
        int feature = Opcodes.feature(opcode);
        if (feature >= 0) {
            needs.need(feature, offset, Opcodes.name(opcode));
        }
        if (constant) {
            requireConstant();
        }
        Immediate immediate = Opcodes.immediate(opcode);
        if (immediate != Immediate.NONE) {
            read(immediate);
        }
        return true;
    }

    /** Whether the {@code end} that closes the expression is still to come. */
    boolean isOpen() {
        return !closed;
    }

    private int prefixed(int prefix) throws WasmException {
        int code = in.u32();
        if (Integer.compareUnsigned(code, Opcodes.PREFIXED) >= 0) {
            throw illegal(prefix);
        }
        return code + (prefix - 0xFA) * Opcodes.PREFIXED;
    }

    private WasmException illegal(int code) {
        return new WasmException(offset, "illegal opcode " + Integer.toHexString(code));
    }

    private void read(Immediate immediate) throws WasmException {
        switch (immediate) {
            case NONE -> {}
            case BLOCK -> {
                blockType();
                open(opcode);
            }
            case ELSE -> turn(blocks[depth] == IF, ELSE, "else without an open if");
            case CATCH -> {
                index = index(spaces.tags.size(), "tag");
                turn(blocks[depth] == TRY || blocks[depth] == CATCH, CATCH, "catch without an open try");
            }
            case CATCH_ALL ->
                turn(blocks[depth] == TRY || blocks[depth] == CATCH, CATCH_ALL, "catch_all without an open try");
            case DELEGATE -> {
                if (blocks[depth] != TRY || depth == 0) {
                    throw new WasmException(offset, "delegate without an open try");
                }
                depth--;
                index = label();
            }
            case END -> {
                if (depth == 0) {
                    closed = true;
                } else {
                    depth--;
                }
            }
            case TRY_TABLE -> {
                blockType();
                catches();
                open(opcode);
            }
            case LABEL -> index = label();
            case LABELS -> labels();
            case FUNC -> index = index(spaces.functions.size(), "function");
            case FUNC_REF -> functionReference();
            case TYPE_TABLE -> {
                index = types.funcTypeIndex();
                second = table();
            }
            case FUNC_TYPE -> index = types.funcTypeIndex();
            case TAG -> index = index(spaces.tags.size(), "tag");
            case TYPES -> selectType();
            case LOCAL -> local();
            case GLOBAL -> global();
            case TABLE -> index = table();
            case TABLE_TABLE -> {
                index = table();
                second = table();
            }
            case MEMARG -> memoryArgument(false);
            case MEMARG_EXACT -> memoryArgument(true);
            case MEMARG_LANE -> {
                memoryArgument(false);
                second = lane(16 >> Opcodes.width(opcode));
            }
            case MEMORY -> index = memory();
            case MEMORY_MEMORY -> {
                index = memory();
                second = memory();
            }
            case I32 -> value = in.s32();
            case I64 -> value = in.s64();
            case F32 -> bytes(4);
            case F64 -> bytes(8);
            case V128 -> bytes(16);
            case LANES -> {
                value = in.at;
                for (int i = 0; i < 16; i++) {
                    lane(Opcodes.width(opcode));
                }
            }
            case LANE -> second = lane(Opcodes.width(opcode));
            case HEAP -> type = types.heapType();
            case STRUCT -> index = formed(Types.STRUCT, "a struct");
            case STRUCT_FIELD -> {
                index = formed(Types.STRUCT, "a struct");
                second = index(spaces.types.fields(index), "field");
            }
            case ARRAY -> index = formed(Types.ARRAY, "an array");
            case ARRAY_COUNT -> {
                index = formed(Types.ARRAY, "an array");
                second = in.count("operands", limits.fields());
            }
            case ARRAY_DATA -> {
                index = formed(Types.ARRAY, "an array");
                second = data();
            }
            case ARRAY_ELEM -> {
                index = formed(Types.ARRAY, "an array");
                second = index(spaces.elements.size(), "elem segment");
            }
            case ARRAY_ARRAY -> {
                index = formed(Types.ARRAY, "an array");
                second = formed(Types.ARRAY, "an array");
            }
            case CAST_BRANCH -> castBranch();
            case DATA -> index = data();
            case DATA_MEMORY -> {
                second = data();
                index = memory();
            }
            case ELEM -> index = index(spaces.elements.size(), "elem segment");
            case ELEM_TABLE -> {
                second = index(spaces.elements.size(), "elem segment");
                index = table();
            }
            case FENCE -> {
                if (in.u8() != 0) {
                    throw new WasmException(offset, "zero byte expected after atomic.fence");
                }
            }
        }
    }

    private void open(int block) {
        depth++;
        if (depth == blocks.length) {
            blocks = Arrays.copyOf(blocks, depth * 2);
        }
        blocks[depth] = (byte) block;
        deepest = Math.max(deepest, depth);
    }

    private void turn(boolean fits, int block, String fault) throws WasmException {
        if (!fits || depth == 0) {
            throw new WasmException(offset, "unexpected token: " + fault);
        }
        blocks[depth] = (byte) block;
    }

    /** Number of blocks open around the next operator. */
    int depth() {
        return depth;
    }

    private int index(int count, String what) throws WasmException {
        int at = in.at;
        return Spaces.require(in.u32(), count, what, at);
    }

    private int label() throws WasmException {
        return index(depth + 1, "label");
    }

    private void blockType() throws WasmException {
        int at = in.at;
        int code = in.peek();
        index = NO_INDEX;
        if (code == 0x40) {
            in.at++;
            type = EMPTY;
        } else if ((code & 0xC0) == 0x40) {
            type = types.valType();
        } else {
            long number = in.s33();
            if (number < 0) {
                throw new WasmException(at, "malformed block type: a type index is not negative");
            }
            needs.need(Feature.MULTI_VALUE, at, "a block with a type index");
            index = types.known(number, at);
            types.requireForm(index, Types.FUNC, at, "a function");
        }
    }

    private void labels() throws WasmException {
        int at = in.at;
        listCount = in.u32();
        if (Integer.compareUnsigned(listCount, in.remaining()) > 0) {
            throw new WasmException(
                    at, "unexpected end: br_table claims " + Integer.toUnsignedString(listCount) + " labels");
        }
        listStart = in.at;
        for (int i = 0; i < listCount; i++) {
            label();
        }
        index = label();
    }

    private void catches() throws WasmException {
        listCount = in.count("catch clauses", limits.fields());
        listStart = in.at;
        for (int i = 0; i < listCount; i++) {
            int at = in.at;
            int kind = in.u8();
            if (kind > 3) {
                throw new WasmException(at, "malformed catch clause: code 0x" + Integer.toHexString(kind));
            }
            if (kind < 2) {
                index(spaces.tags.size(), "tag");
            }
            label();
        }
    }

    private void functionReference() throws WasmException {
        index = index(spaces.functions.size(), "function");
        if (constant) {
            spaces.declaredFunctions.set(index);
        } else if (!spaces.declaredFunctions.get(index)) {
            throw new WasmException(
                    offset,
                    "undeclared function reference: function " + index
                            + " is named in no export, global, table or element");
        }
    }

    private void selectType() throws WasmException {
        int at = in.at;
        int count = in.u32();
        if (count != 1) {
            throw new WasmException(at, "invalid result arity: select gives one value");
        }
        type = types.valType();
    }

    private void local() throws WasmException {
        int at = in.at;
        index = in.u32();
        if (Integer.toUnsignedLong(index) >= locals) {
            throw new WasmException(at, "unknown local " + Integer.toUnsignedString(index) + ": there are " + locals);
        }
    }

    private void global() throws WasmException {
        index = index(spaces.globals.size(), "global");
        if (constant && index >= spaces.importedGlobals) {
            needs.need(Feature.GC, offset, "a constant that reads a defined global");
        }
        if (constant && spaces.mutableGlobals.get(index)) {
            throw new WasmException(offset, "constant expression required: global " + index + " can change");
        }
    }

    private int table() throws WasmException {
        int at = in.at;
        int table = index(spaces.tables.size(), "table");
        if (table != 0 || in.at != at + 1) {
            needs.need(Feature.REFERENCE_TYPES, at, "a table index");
        }
        return table;
    }

    private int memory() throws WasmException {
        int at = in.at;
        int memory = index(spaces.memories, "memory");
        if (memory != 0 || in.at != at + 1) {
            needs.need(Feature.MULTI_MEMORY, at, "a memory index");
        }
        return memory;
    }

    private void memoryArgument(boolean exact) throws WasmException {
        int at = in.at;
        int flags = in.u32();
        if (Integer.compareUnsigned(flags, 0x80) >= 0) {
            throw new WasmException(at, "malformed memop flags 0x" + Integer.toHexString(flags));
        }
        alignment = flags & 0x3F;
        if ((flags & 0x40) != 0) {
            needs.need(Feature.MULTI_MEMORY, at, "a memory index");
            index = in.u32();
        } else {
            index = 0;
        }
        int natural = Opcodes.width(opcode);
        int offsetAt = in.at;
        value = needs.allows(Feature.MEMORY64) ? in.u64() : Integer.toUnsignedLong(in.u32());
        if (in.at - offsetAt > 5) {
            needs.need(Feature.MEMORY64, offsetAt, "an offset of more than 32 bits");
        }
        Spaces.require(index, spaces.memories, "memory", at);
        if (alignment > natural) {
            throw new WasmException(
                    at, "alignment must not be larger than natural: 2^" + alignment + " > 2^" + natural);
        }
        if (exact && alignment != natural) {
            throw new WasmException(at, "atomic alignment must be natural: 2^" + natural);
        }
        if (value >>> 32 != 0 && !spaces.wideMemories.get(index)) {
            throw new WasmException(offsetAt, "offset out of range: memory " + index + " has 32-bit addresses");
        }
    }

    private int lane(int count) throws WasmException {
        int at = in.at;
        int lane = in.u8();
        if (lane >= count) {
            throw new WasmException(at, "invalid lane index " + lane + ": there are " + count);
        }
        return lane;
    }

    private void bytes(int count) throws WasmException {
        value = in.at;
        in.skip(count);
    }

    private int formed(int form, String what) throws WasmException {
        int at = in.at;
        int found = types.typeIndex();
        types.requireForm(found, form, at, what);
        return found;
    }

    private int data() throws WasmException {
        int at = in.at;
        int segment = in.u32();
        if (spaces.dataCount == Spaces.UNDECLARED) {
            throw new WasmException(
                    at, "data count section required: " + Opcodes.name(opcode) + " names a data segment");
        }
        return Spaces.require(segment, spaces.dataCount, "data segment", at);
    }

    private void castBranch() throws WasmException {
        int at = in.at;
        int flags = in.u8();
        if (flags > 3) {
            throw new WasmException(at, "malformed br_on_cast flags 0x" + Integer.toHexString(flags));
        }
        index = label();
        type = ValType.ref(types.heapType(), (flags & 1) != 0);
        second = ValType.ref(types.heapType(), (flags & 2) != 0);
    }

    /** WebAssembly 3.0 §3.4.16. */
    private void requireConstant() throws WasmException {
        String name = Opcodes.name(opcode);
        switch (name) {
            case "i32.const",
                    "i64.const",
                    "f32.const",
                    "f64.const",
                    "v128.const",
                    "ref.null",
                    "ref.func",
                    "global.get",
                    "end" -> {}
            case "struct.new",
                    "struct.new_default",
                    "array.new",
                    "array.new_default",
                    "array.new_fixed",
                    "ref.i31" -> {}
            case "any.convert_extern", "extern.convert_any" -> {}
            case "i32.add", "i32.sub", "i32.mul", "i64.add", "i64.sub", "i64.mul" ->
                needs.need(Feature.EXTENDED_CONST, offset, name + " in a constant");
            default -> throw new WasmException(offset, "constant expression required: " + name + " is not constant");
        }
    }
}
