package dev.assay.wasm.fuel;

import dev.assay.wasm.ExternType;
import dev.assay.wasm.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What metering adds to a module's index spaces: three globals, and functions that charge and stop. All stand behind what was there. */
final class Charges {
    /** Bytes that one unit of fuel pays for, as a power of two. */
    private static final int BYTES = 3;

    /** No fuel reaches this far, so a length beyond it needs no exact sum. */
    private static final long MOST = 1L << 62;

    final int fuel;
    final int depth;
    final int stop;
    /** The function that is given what is left, which is less than nothing, and stops. */
    final int outOfFuel;

    final int outOfDepth;

    private final Summary module;
    private final int firstFunction;
    private final List<Code> bodies = new ArrayList<>();
    /** Type index of each added function. */
    private final List<Integer> types = new ArrayList<>();
    /** The functions added for lengths and memories so far, by what they do. */
    private final Map<String, Integer> made = new HashMap<>();

    private final AddedTypes added;

    Charges(Summary module, AddedTypes added) {
        this.module = module;
        this.added = added;
        fuel = module.globals().size();
        depth = fuel + 1;
        stop = fuel + 2;
        firstFunction = module.functionCount();
        outOfFuel = add(
                added.function(List.of("i64"), List.of()),
                stop(new Code().bytes(0).localGet(0).globalSet(fuel), Meter.OUT_OF_FUEL));
        outOfDepth = add(added.function(List.of(), List.of()), stop(new Code().bytes(0), Meter.OUT_OF_DEPTH));
    }

    List<Code> bodies() {
        return bodies;
    }

    List<Integer> types() {
        return types;
    }

    private int add(int type, Code body) {
        types.add(type);
        bodies.add(body);
        return firstFunction + bodies.size() - 1;
    }

    private Code stop(Code code, int reason) {
        return code.i32(reason).globalSet(stop).bytes(0x00).end();
    }

    /** The function that charges for a length, and gives it back: bytes or entries, of 32 or 64 bits. */
    int length(boolean bytes, boolean wide) {
        return made.computeIfAbsent("length " + bytes + wide, _ -> {
            Code code = new Code().bytes(0);
            if (wide) {
                // as an unsigned number: more than all fuel
                code.localGet(0)
                        .i64(MOST)
                        .bytes(0x56, 0x04, Code.EMPTY)
                        .globalGet(fuel)
                        .call(outOfFuel)
                        .end();
            }
            code.globalGet(fuel);
            length(code, 0, wide, bytes ? BYTES : 0);
            code.bytes(0x7D).globalSet(fuel);
            Tank.global(this).check(code);
            String type = wide ? "i64" : "i32";
            return add(
                    added.function(List.of(type), List.of(type)),
                    code.localGet(0).end());
        });
    }

    private static void length(Code code, int local, boolean wide, int shift) {
        code.localGet(local);
        if (!wide) {
            code.bytes(0xAD); // i64.extend_i32_u
        }
        if (shift > 0) {
            code.i64(shift).bytes(0x88); // i64.shr_u
        }
    }

    /** The function that grows a memory, and charges for what it grew by. A growth that fails costs nothing. */
    int memoryGrowth(int index) {
        return made.computeIfAbsent("memory " + index, _ -> {
            ExternType.Memory memory = module.memories().get(index);
            boolean wide = memory.limits().wide();
            Code code = new Code().bytes(1, 1, wide ? Code.I64 : Code.I32);
            code.localGet(0).bytes(0x40).unsigned(index).bytes(0x22).unsigned(1); // memory.grow, local.tee
            beginGrown(code, wide);
            if (memory.pageBytes() == 1) {
                length(code, 0, wide, BYTES);
            } else {
                length(code, 0, wide, 0);
                code.i64(memory.pageBytes() >> BYTES).bytes(0x7E); // i64.mul: what could grow is far from overflowing
            }
            endGrown(code);
            String type = wide ? "i64" : "i32";
            return add(
                    added.function(List.of(type), List.of(type)),
                    code.localGet(1).end());
        });
    }

    /** The same for a table. */
    int tableGrowth(int index) {
        return made.computeIfAbsent("table " + index, _ -> {
            ExternType.Table table = module.tables().get(index);
            boolean wide = table.limits().wide();
            Code code = new Code().bytes(1, 1, wide ? Code.I64 : Code.I32);
            code.localGet(0)
                    .localGet(1)
                    .bytes(0xFC, 0x0F)
                    .unsigned(index)
                    .bytes(0x22)
                    .unsigned(2);
            beginGrown(code, wide);
            length(code, 1, wide, 0);
            endGrown(code);
            String type = wide ? "i64" : "i32";
            return add(
                    added.function(List.of(table.element(), type), List.of(type)),
                    code.localGet(2).end());
        });
    }

    /** If what is on the stack is not the −1 of a failure: fuel minus what follows. */
    private void beginGrown(Code code, boolean wide) {
        if (wide) {
            code.i64(-1).bytes(0x52);
        } else {
            code.i32(-1).bytes(0x47);
        }
        code.bytes(0x04, Code.EMPTY).globalGet(fuel);
    }

    private void endGrown(Code code) {
        code.bytes(0x7D).globalSet(fuel);
        Tank.global(this).check(code);
        code.end();
    }
}
