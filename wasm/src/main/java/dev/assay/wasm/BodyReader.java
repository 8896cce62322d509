package dev.assay.wasm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads function bodies one after another and keeps the figures of each. WebAssembly 3.0 §5.5.13. */
final class BodyReader {
    private static final int BR_TABLE = 0x0E;

    private final Input in;
    private final Spaces spaces;
    private final TypeReader types;
    private final ReadLimits limits;
    private final OperatorReader operators;
    private final Functions functions;
    private final @Nullable Judge judge;
    private final int[] counts = new int[Functions.CLASSES];

    BodyReader(
            Input in,
            Spaces spaces,
            TypeReader types,
            ReadLimits limits,
            OperatorReader operators,
            Functions functions,
            @Nullable Judge judge) {
        this.in = in;
        this.spaces = spaces;
        this.types = types;
        this.limits = limits;
        this.operators = operators;
        this.functions = functions;
        this.judge = judge;
    }

    /** Reads the next body, of a function of this type. */
    void read(int type) throws WasmException {
        int size = in.length("function body");
        if (size > limits.bodyBytes()) {
            throw in.fault("a function body has " + size + " bytes, the limit is " + limits.bodyBytes());
        }
        int start = in.at;
        int outer = in.end;
        in.end = start + size;
        int params = spaces.types.params(type);
        if (judge != null) {
            judge.body().beginBody(type);
        }
        long locals = locals(params);
        Arrays.fill(counts, 0);
        int widest = 0;
        operators.beginBody(params + locals);
        while (operators.next()) {
            if (judge != null) {
                judge.body().operator();
            }
            counts[Opcodes.operatorClass(operators.opcode)]++;
            if (operators.opcode == BR_TABLE) {
                widest = Math.max(widest, operators.listCount);
            }
        }
        if (in.more()) {
            throw in.fault(
                    "section size mismatch: the function ends " + in.remaining() + " bytes before its body does");
        }
        functions.add(start, size, locals, operators.deepest, widest, counts);
        in.end = outer;
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
            if (judge != null) {
                judge.body().addLocals(run, type);
            }
        }
        return total;
    }
}
