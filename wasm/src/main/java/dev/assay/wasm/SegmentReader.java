package dev.assay.wasm;

import dev.assay.wasm.feature.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads element and data segments. WebAssembly 3.0 §5.5.12 and §5.5.14. */
final class SegmentReader {
    /** The type of a list of function indices. */
    private static final int FUNCTIONS = ValType.ref(ValType.FUNC, false);

    private final Input in;
    private final Spaces spaces;
    private final TypeReader types;
    private final Needs needs;
    private final ReadLimits limits;
    private final ExpressionReader expressions;

    final List<ElementSegment> elements = new ArrayList<>();
    final List<DataSegment> data = new ArrayList<>();

    SegmentReader(
            Input in, Spaces spaces, TypeReader types, Needs needs, ReadLimits limits, ExpressionReader expressions) {
        this.in = in;
        this.spaces = spaces;
        this.types = types;
        this.needs = needs;
        this.limits = limits;
        this.expressions = expressions;
    }

    void element() throws WasmException {
        int start = in.at;
        int flags = in.u32();
        if (Integer.compareUnsigned(flags, 7) > 0) {
            throw new WasmException(start, "malformed elements segment kind " + Integer.toUnsignedString(flags));
        }
        if (flags != 0) {
            needs.need(Feature.BULK_MEMORY, start, "an element segment of kind " + flags);
        }
        boolean active = (flags & 1) == 0;
        boolean explicit = (flags & 2) != 0;
        boolean byExpression = (flags & 4) != 0;
        int tableAt = in.at;
        int table = active && explicit ? in.u32() : 0;
        if (active) {
            Spaces.require(table, spaces.tables.size(), "table", tableAt);
            expressions.offset(spaces.wideTables.get(table));
        }
        int type = flags == 4 ? ValType.FUNCREF : flags == 0 ? FUNCTIONS : kind(byExpression);
        if (active) {
            expressions.requireSubtype(type, spaces.tables.get(table), tableAt);
        }
        int count = entries();
        int entriesOffset = in.at;
        for (int i = 0; i < count; i++) {
            if (byExpression) {
                expressions.constant(type);
            } else {
                int at = in.at;
                spaces.declaredFunctions.set(Spaces.require(in.u32(), spaces.functions.size(), "function", at));
            }
        }
        spaces.elements.add(type);
        ElementSegment.Mode mode = active
                ? ElementSegment.Mode.ACTIVE
                : explicit ? ElementSegment.Mode.DECLARED : ElementSegment.Mode.PASSIVE;
        elements.add(new ElementSegment(mode, table, ValType.text(type), count, start, entriesOffset, byExpression));
    }

    private int kind(boolean byExpression) throws WasmException {
        int start = in.at;
        if (byExpression) {
            return types.refType();
        }
        if (in.u8() != 0) {
            throw new WasmException(start, "malformed element kind: 0 is expected");
        }
        return FUNCTIONS;
    }

    private int entries() throws WasmException {
        int start = in.at;
        long count = Integer.toUnsignedLong(in.u32());
        if (count > limits.elements()) {
            throw new WasmException(start, "elements are " + count + ", the limit is " + limits.elements());
        }
        if (count > in.remaining()) {
            throw new WasmException(start, "unexpected end: the segment claims " + count + " entries");
        }
        return (int) count;
    }

    void dataSegment() throws WasmException {
        int start = in.at;
        int flags = in.u32();
        if (Integer.compareUnsigned(flags, 2) > 0) {
            throw new WasmException(start, "malformed data segment kind " + Integer.toUnsignedString(flags));
        }
        if (flags != 0) {
            needs.need(Feature.BULK_MEMORY, start, "a data segment of kind " + flags);
        }
        boolean active = flags != 1;
        int memoryAt = in.at;
        int memory = flags == 2 ? in.u32() : 0;
        long address = DataSegment.UNKNOWN;
        if (active) {
            Spaces.require(memory, spaces.memories, "memory", memoryAt);
            boolean wide = spaces.wideMemories.get(memory);
            int at = in.at;
            expressions.offset(wide);
            OptionalLong value = in.integerConstant(at);
            if (value.isPresent()) {
                address = wide ? Math.max(value.getAsLong(), DataSegment.UNKNOWN) : value.getAsLong() & 0xFFFF_FFFFL;
            }
        }
        int length = in.length("data segment");
        data.add(new DataSegment(active, memory, address, in.at, length));
        in.at += length;
    }
}
