package dev.assay.wasm.fuel;

import dev.assay.wasm.Function;
import dev.assay.wasm.OperatorClass;
import dev.assay.wasm.Operators;
import dev.assay.wasm.ReadLimits;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import java.util.List;

/**
 * Writes function bodies with their charges. A function that calls others, has its fuel in a local, or says where it ends, is wrapped into a block, so that every way out
 * of it but a tail call, an exception and a trap leads past the place where its depth and fuel are given back; a {@code return} becomes a branch to that
 * block, whose label is the one that the function's own label was.
 */
final class MeteredFunction {
    private static final int LOCALS_A_UNIT = 16;

    private final byte[] bytes;
    private final Summary module;
    private final Charges charges;
    private final AddedTypes types;
    private final Meter.Exact exact;
    private final boolean marked;

    private final Code out = new Code();
    /** The basic block being written, its cost, and what of the module's bytes has not been copied into it yet. */
    private final Code block = new Code();

    private long cost;
    private int uncopied;
    private boolean checked;
    private int bodyEnd;

    private int index;

    /** What a call of the function takes off the depth; 0 where it is not counted. */
    private int frame;
    /** The local that keeps the depth; negative for none. */
    private int keeper;

    private boolean catches;
    private Tank tank;

    /** {@code marked}: whether each function says where it begins and ends. */
    MeteredFunction(
            byte[] bytes, Summary module, Charges charges, AddedTypes types, Meter.Exact exact, boolean marked) {
        this.exact = exact;
        this.marked = marked;
        this.bytes = bytes;
        this.module = module;
        this.charges = charges;
        this.types = types;
        this.tank = Tank.global(charges);
    }

    /** The body of a function; it is overwritten by the next one. */
    Code write(Function function) throws WasmException {
        out.clear();
        block.clear();
        cost = 0;
        bodyEnd = function.offset() + function.size();
        var type = module.functionType(function.type()).orElseThrow();
        long locals = (long) function.locals() + type.params().size();
        boolean calls = function.operators(OperatorClass.CALL) + function.operators(OperatorClass.CALL_INDIRECT) > 0;
        frame = calls || locals >= LOCALS_A_UNIT ? 1 + (int) (locals / LOCALS_A_UNIT) : 0;
        boolean quick = exact == Meter.Exact.AT_CALLS;
        Traffic traffic = quick || frame > 0 ? Traffic.of(module.operators(function)) : Traffic.UNASKED;
        catches = traffic.catches();
        keeper = frame > 0 && (quick || catches) ? (int) locals : -1;
        tank = quick && traffic.isLocal()
                ? Tank.local(charges, (int) locals + (keeper >= 0 ? 1 : 0))
                : Tank.global(charges);
        Operators operators = module.operators(function);
        locals(function, operators, locals);
        index = function.index();
        enter(type.results());
        cost = locals / LOCALS_A_UNIT; // they are cleared
        uncopied = operators.start();
        checked = true;
        while (operators.next()) {
            operator(operators);
        }
        return out;
    }

    private boolean isWrapped() {
        return frame > 0 || tank.isLocal() || marked;
    }

    private void locals(Function function, Operators operators, long locals) throws WasmException {
        int added = (keeper >= 0 ? 1 : 0) + (tank.isLocal() ? 1 : 0);
        if (added == 0) {
            out.raw(bytes, function.offset(), operators.start());
            return;
        }
        if (locals + added > ReadLimits.JUDGING.locals()) {
            throw new WasmException(
                    function.offset(),
                    "too many locals: metering needs " + added + " more than the " + locals + " of function "
                            + function.index());
        }
        out.unsigned(operators.locals().size() + (long) added);
        operators.locals().forEach(run -> {
            out.unsigned(run.count());
            TypeCode.write(out, run.type());
        });
        if (keeper >= 0) {
            out.unsigned(1).bytes(Code.I32);
        }
        if (tank.isLocal()) {
            out.unsigned(1).bytes(Code.I64);
        }
    }

    /** Takes the frame off the depth, gets the fuel, and opens the block around all. */
    private void enter(List<String> results) {
        mark(out, Meter.ENTERED);
        if (frame > 0) {
            out.globalGet(charges.depth).i32(frame).bytes(0x6B);
            if (keeper >= 0) {
                out.localTee(keeper).globalSet(charges.depth).localGet(keeper);
            } else {
                out.globalSet(charges.depth).globalGet(charges.depth);
            }
            out.i32(0).bytes(0x48, 0x04, Code.EMPTY).call(charges.outOfDepth).end();
        }
        if (!isWrapped()) {
            return;
        }
        tank.load(out);
        out.bytes(0x02);
        if (results.isEmpty()) {
            out.bytes(Code.EMPTY);
        } else if (results.size() == 1) {
            TypeCode.write(out, results.getFirst());
        } else {
            out.signed(types.function(List.of(), results));
        }
    }

    /** Gives frame and fuel back. */
    private void leave(Code code) {
        if (frame > 0) {
            Code depth = keeper >= 0 ? code.localGet(keeper) : code.globalGet(charges.depth);
            depth.i32(frame).bytes(0x6A).globalSet(charges.depth);
        }
        tank.store(code);
        mark(code, Meter.LEFT);
    }

    private void mark(Code code, int word) {
        if (marked) {
            code.i64(((long) word << 32) | index).bytes(0x1A);
        }
    }

    /** Whether a basic block ends behind an operator that leaves the depth of blocks as it is. */
    static boolean endsBlock(int opcode) {
        return switch (opcode) {
            // branches, unreachable, throw, rethrow, throw_ref, return, else, catch, catch_all, tail calls
            case 0x0C,
                    0x0D,
                    0x0E,
                    0xD5,
                    0xD6,
                    0xFB018,
                    0xFB019,
                    0x00,
                    0x08,
                    0x09,
                    0x0A,
                    0x0F,
                    0x05,
                    0x07,
                    0x19,
                    0x12,
                    0x13,
                    0x15 -> true;
            default -> false;
        };
    }

    /** Whether an operator runs code with a tank of its own, ours included. */
    static boolean handsOver(int opcode) {
        return isCall(opcode) || isGrowth(opcode) || hasLength(opcode);
    }

    private static boolean isCall(int opcode) {
        return opcode == 0x10 || opcode == 0x11 || opcode == 0x14;
    }

    private static boolean isGrowth(int opcode) {
        return opcode == 0x40 || opcode == 0xFC00F;
    }

    private static boolean hasLength(int opcode) {
        return switch (opcode) {
            // memory.init, copy, fill; table.init, copy, fill
            case 0xFC008, 0xFC00A, 0xFC00B, 0xFC00C, 0xFC00E, 0xFC011 -> true;
            // array.new, new_default, new_data, new_elem, fill, copy, init_data and init_elem
            case 0xFB006, 0xFB007, 0xFB009, 0xFB00A, 0xFB010, 0xFB011, 0xFB012, 0xFB013 -> true;
            default -> false;
        };
    }

    private void operator(Operators operators) {
        switch (operators.opcode()) {
            case 0x02, 0x06, 0x1F -> {} // block, try and try_table are text only
            case 0x03 -> { // loop
                next(operators);
                checked = true;
                restore();
            }
            // if and branches
            case 0x04, 0x0C, 0x0D, 0x0E, 0xD5, 0xD6, 0xFB018, 0xFB019 -> pass(operators);
            case 0x00, 0x08, 0x09, 0x0A -> { // unreachable, throw, rethrow, throw_ref
                before(operators);
                tank.store(block);
                pass(operators);
            }
            case 0x05, 0x07, 0x18, 0x19 -> { // else, catch, delegate, catch_all
                next(operators);
                restore();
            }
            case 0x0B -> end(operators);
            case 0x0F -> returned(operators);
            case 0x12, 0x13, 0x15 -> { // tail calls
                before(operators);
                leave(block);
                pass(operators);
            }
            case 0x10, 0x11, 0x14 -> { // calls
                before(operators);
                tank.store(block);
                block.raw(bytes, uncopied, operators.end());
                uncopied = operators.end();
                tank.load(block);
                cost++;
            }
            case 0x40 -> replace(operators, charges.memoryGrowth(operators.index())); // memory.grow
            case 0xFC00F -> replace(operators, charges.tableGrowth(operators.index())); // table.grow
            case 0xFC008 -> length(operators, true, false); // memory.init
            case 0xFC00A -> length(operators, true, wideMemory(operators.index()) && wideMemory(operators.second()));
            case 0xFC00B -> length(operators, true, wideMemory(operators.index()));
            case 0xFC00C -> length(operators, false, false); // table.init
            case 0xFC00E -> length(operators, false, wideTable(operators.index()) && wideTable(operators.second()));
            case 0xFC011 -> length(operators, false, wideTable(operators.index())); // table.fill
            case 0xFB008 -> cost += 1 + operators.second(); // array.new_fixed
            case 0xFB000, 0xFB001 -> cost += 1 + module.fields(operators.index()); // struct.new, struct.new_default
            default -> {
                if (hasLength(operators.opcode())) {
                    length(operators, false, false); // of arrays
                } else {
                    cost++;
                }
            }
        }
    }

    private boolean wideMemory(int memory) {
        return module.memories().get(memory).limits().wide();
    }

    private boolean wideTable(int table) {
        return module.tables().get(table).limits().wide();
    }

    /** Copies the module's bytes up to an operator. */
    private void before(Operators operators) {
        block.raw(bytes, uncopied, operators.offset());
        uncopied = operators.offset();
    }

    /** Charges for the length on top of the stack; the operator itself follows. */
    private void length(Operators operators, boolean inBytes, boolean wide) {
        before(operators);
        tank.store(block);
        block.call(charges.length(inBytes, wide));
        tank.load(block);
        cost++;
    }

    /** Calls a function that does what the operator does, and charges for it. */
    private void replace(Operators operators, int function) {
        before(operators);
        tank.store(block);
        block.call(function);
        tank.load(block);
        uncopied = operators.end();
        cost++;
    }

    /** Ends the basic block behind an operator that costs. */
    private void pass(Operators operators) {
        cost++;
        next(operators);
    }

    /** Ends the basic block behind an operator: only now is it known what it costs. */
    private void next(Operators operators) {
        block.raw(bytes, uncopied, operators.end());
        uncopied = operators.end();
        flush();
    }

    private void flush() {
        tank.charge(out, cost);
        if (checked) {
            tank.check(out);
        }
        out.raw(block);
        block.clear();
        cost = 0;
        checked = false;
    }

    private void returned(Operators operators) {
        cost++;
        if (!isWrapped()) {
            next(operators);
            return;
        }
        before(operators);
        block.branch(operators.depth());
        uncopied = operators.end();
        flush();
    }

    private void end(Operators operators) {
        next(operators);
        if (operators.end() < bodyEnd) {
            restore();
        } else if (isWrapped()) { // that closed the block around all
            leave(out);
            out.end();
        }
    }

    /** Where an exception may have been caught, the depth is that of this function again. */
    private void restore() {
        if (catches && keeper >= 0) {
            block.localGet(keeper).globalSet(charges.depth);
        }
    }
}
