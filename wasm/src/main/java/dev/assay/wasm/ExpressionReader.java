package dev.assay.wasm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads function bodies, keeping the figures of each, and constants. WebAssembly 3.0 §5.5.13 and §3.4.16. */
final class ExpressionReader {
    private static final int BR_TABLE = 0x0E;

    private final Input in;
    private final Spaces spaces;
    private final TypeReader types;
    private final ReadLimits limits;
    private final OperatorReader operators;
    private final CommonOperators common;
    private final Function.Columns functions;
    private final @Nullable Subtyping subtyping;
    /** Judges what is read, where a module is judged and not only described. */
    private final @Nullable BodyValidator validator;

    /** How many bodies have been read. */
    int bodies;

    /** Whether each operator is read by itself. The outcome is the same, as tests show with this. */
    boolean stepwise;

    private int widestBranchTable;
    private final int[] counts = new int[Function.Columns.CLASSES];

    ExpressionReader(
            Input in,
            Spaces spaces,
            TypeReader types,
            ReadLimits limits,
            OperatorReader operators,
            Function.Columns functions,
            @Nullable Subtyping subtyping) {
        this.in = in;
        this.spaces = spaces;
        this.types = types;
        this.limits = limits;
        this.operators = operators;
        this.common = new CommonOperators(in, spaces);
        this.functions = functions;
        this.subtyping = subtyping;
        this.validator = subtyping == null ? null : new BodyValidator(in, spaces, operators, subtyping);
    }

    /** Reads the next body, of a function of this type. */
    void body(int type) throws WasmException {
        int size = in.length("function body");
        if (size > limits.bodyBytes()) {
            throw in.fault("a function body has " + size + " bytes, the limit is " + limits.bodyBytes());
        }
        int start = in.at;
        int outer = in.end;
        in.end = start + size;
        int params = spaces.types.params(type);
        if (validator != null) {
            validator.beginBody(type);
        }
        long locals = locals(params);
        operators.beginBody(params + locals);
        if (validator == null) {
            describe(params + locals);
        } else {
            judge(validator);
        }
        if (in.more()) {
            throw in.fault(
                    "section size mismatch: the function ends " + in.remaining() + " bytes before its body does");
        }
        bodies++;
        if (validator == null) {
            functions.add(start, size, locals, operators.deepest, widestBranchTable, counts);
        }
        in.end = outer;
    }

    private void judge(BodyValidator judging) throws WasmException {
        do {
            if (!stepwise) {
                judging.commonOperators();
            }
            operators.next();
            judging.operator();
        } while (operators.isOpen());
    }

    private void describe(long locals) throws WasmException {
        Arrays.fill(counts, 0);
        widestBranchTable = 0;
        do {
            if (!stepwise) {
                common.read(locals, counts);
            }
            operators.next();
            counts[Opcodes.operatorClass(operators.opcode)]++;
            if (operators.opcode == BR_TABLE) {
                widestBranchTable = Math.max(widestBranchTable, operators.listCount);
            }
        } while (operators.isOpen());
    }

    private long locals(int params) throws WasmException {
        int runs = in.u32();
        long total = 0;
        for (long i = 0; i < Integer.toUnsignedLong(runs); i++) {
            int at = in.at;
            long run = Integer.toUnsignedLong(in.u32());
            total += run;
            if (params + total > limits.locals()) {
                throw new WasmException(
                        at, "too many locals: at least " + (params + total) + ", the limit is " + limits.locals());
            }
            int type = types.valType();
            if (validator != null) {
                validator.addLocals(run, type);
            }
        }
        return total;
    }

    /** An expression that gives the offset of a segment in a memory or table. */
    void offset(boolean wide) throws WasmException {
        constant(wide ? ValType.I64 : ValType.I32);
    }

    /** An expression that gives a value of this type. */
    void constant(int type) throws WasmException {
        operators.beginConstant();
        if (validator != null) {
            validator.beginConstant(type);
        }
        while (operators.next()) { // the reader refuses what is not constant
            if (validator != null) {
                validator.operator();
            }
        }
    }

    /** Requires that entries of one reference type may go where another is expected. */
    void requireSubtype(int type, int expected, int offset) throws WasmException {
        if (subtyping != null && !subtyping.matches(type, expected)) {
            throw new WasmException(
                    offset,
                    "type mismatch: " + ValType.text(type) + " where " + ValType.text(expected) + " is expected");
        }
    }
}
