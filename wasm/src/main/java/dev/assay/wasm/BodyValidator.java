package dev.assay.wasm;

import java.util.Arrays;

/**
 * Judges the types of one expression after another: function bodies and constants. Takes each operator from the reader once it has been read; the
 * reader has already decided all that needs no types. WebAssembly 3.0 §3.4.
 */
final class BodyValidator {
    private final Input in;
    private final Spaces spaces;
    private final Types types;
    private final OperatorReader operator;
    private final Subtyping subtyping;
    private final OperandStack stack;
    private final CommonValidator common;
    private final AggregateValidator aggregates;
    private final LocalTypes locals = new LocalTypes();
    /** The last branch table that named each frame: a label named a thousand times in one is judged once. */
    private int[] named = new int[64];

    private int branchTables;

    BodyValidator(Input in, Spaces spaces, OperatorReader operator, Subtyping subtyping) {
        this.in = in;
        this.spaces = spaces;
        this.types = spaces.types;
        this.operator = operator;
        this.subtyping = subtyping;
        this.stack = new OperandStack(types, subtyping, in.bytes.length);
        this.common = new CommonValidator(in, spaces, stack, locals);
        this.aggregates = new AggregateValidator(spaces, operator, subtyping, stack);
    }

    /** Begins a body of a function of this type; its locals follow through {@link #addLocals}. */
    void beginBody(int func) {
        begin(func, OperatorReader.EMPTY);
        for (int i = 0; i < types.params(func); i++) {
            int type = types.param(func, i);
            locals.addRun(1, type);
            locals.set(i, type);
        }
    }

    void addLocals(long count, int type) {
        locals.addRun(count, type);
    }

    /** Begins a constant that must give one value of this type. */
    void beginConstant(int type) {
        begin(OperatorReader.NO_INDEX, type);
    }

    private void begin(int index, int single) {
        stack.clear();
        locals.clear();
        stack.open(Special.BLOCK, index, single, 0);
    }

    /** Reads and judges operators as long as they are common ones, without the reader. */
    void commonOperators() {
        common.run();
    }

    /** Judges the operator that the reader has just read. */
    void operator() throws WasmException {
        int opcode = operator.opcode;
        stack.offset = operator.offset;
        stack.opcode = opcode;
        Special special = Opcodes.special(opcode);
        if (special == Special.FIXED) {
            fixed(opcode);
        } else {
            special(special);
        }
    }

    private void fixed(int opcode) throws WasmException {
        int[] params = Opcodes.params(opcode);
        for (int i = params.length - 1; i >= 0; i--) {
            stack.pop(params[i] == Opcodes.ADDRESS ? address(operator.index) : params[i]);
        }
        for (int result : Opcodes.results(opcode)) {
            stack.push(result == Opcodes.ADDRESS ? address(operator.index) : result);
        }
    }

    private int address(int memory) {
        return spaces.wideMemories.get(memory) ? ValType.I64 : ValType.I32;
    }

    private int tableAddress(int table) {
        return spaces.wideTables.get(table) ? ValType.I64 : ValType.I32;
    }

    private static int narrower(int one, int other) {
        return one == ValType.I64 ? other : one;
    }

    private void special(Special special) throws WasmException {
        switch (special) {
            case FIXED -> throw new AssertionError("a fixed operator has its signature");
            case UNREACHABLE -> stack.setUnreachable();
            case BLOCK, LOOP, TRY -> stack.openBlock(special, operator.index, operator.type, locals.mark());
            case IF -> {
                stack.pop(ValType.I32);
                stack.openBlock(special, operator.index, operator.type, locals.mark());
            }
            case ELSE -> {
                continueAs(special);
                stack.pushBlockParams();
            }
            case CATCH -> {
                continueAs(special);
                stack.pushParams(spaces.tags.get(operator.index));
            }
            case CATCH_ALL -> continueAs(special);
            case DELEGATE -> close();
            case END -> {
                if (stack.opener() == Special.IF) {
                    stack.requireSameEnds();
                }
                close();
            }
            case TRY_TABLE -> tryTable();
            case THROW -> {
                stack.popParams(spaces.tags.get(operator.index));
                stack.setUnreachable();
            }
            case RETHROW -> {
                Special opener = stack.opener(operator.index);
                if (opener != Special.CATCH && opener != Special.CATCH_ALL) {
                    throw new WasmException(operator.offset, "invalid rethrow label: it names no catch");
                }
                stack.setUnreachable();
            }
            case THROW_REF -> {
                stack.pop(ValType.EXNREF);
                stack.setUnreachable();
            }
            case BR -> {
                stack.popLabel(operator.index);
                stack.setUnreachable();
            }
            case BR_IF -> {
                stack.pop(ValType.I32);
                stack.popLabel(operator.index);
                stack.pushLabel(operator.index);
            }
            case BR_TABLE -> branchTable();
            case RETURN -> {
                stack.popLabel(stack.depth());
                stack.setUnreachable();
            }
            case CALL -> call(spaces.functions.get(operator.index));
            case CALL_INDIRECT -> {
                callee();
                call(operator.index);
            }
            case CALL_REF -> {
                stack.pop(ValType.ref(ValType.CONCRETE | operator.index, true));
                call(operator.index);
            }
            case RETURN_CALL -> tailCall(spaces.functions.get(operator.index));
            case RETURN_CALL_INDIRECT -> {
                callee();
                tailCall(operator.index);
            }
            case RETURN_CALL_REF -> {
                stack.pop(ValType.ref(ValType.CONCRETE | operator.index, true));
                tailCall(operator.index);
            }
            case DROP -> stack.pop();
            case SELECT -> select();
            case SELECT_T -> {
                stack.pop(ValType.I32);
                stack.pop(operator.type);
                stack.pop(operator.type);
                stack.push(operator.type);
            }
            case LOCAL_GET -> {
                int type = locals.type(operator.index);
                if (!locals.isReadable(operator.index, type)) {
                    throw new WasmException(operator.offset, "uninitialized local " + operator.index);
                }
                stack.push(type);
            }
            case LOCAL_SET -> setLocal();
            case LOCAL_TEE -> stack.push(setLocal());
            case GLOBAL_GET -> stack.push(spaces.globals.get(operator.index));
            case GLOBAL_SET -> {
                if (!spaces.mutableGlobals.get(operator.index)) {
                    throw new WasmException(operator.offset, "immutable global " + operator.index);
                }
                stack.pop(spaces.globals.get(operator.index));
            }
            case MEMORY_COPY -> {
                int to = address(operator.index);
                int from = address(operator.second);
                copy(to, from, narrower(to, from));
            }
            case TABLE_GET, TABLE_SET, TABLE_INIT, TABLE_COPY, TABLE_GROW, TABLE_SIZE, TABLE_FILL -> table(special);
            case REF_NULL -> stack.push(ValType.ref(operator.type, true));
            case REF_IS_NULL -> {
                stack.popRef();
                stack.push(ValType.I32);
            }
            case REF_FUNC -> stack.push(ValType.ref(ValType.CONCRETE | spaces.functions.get(operator.index), false));
            case REF_AS_NON_NULL -> stack.push(stack.popRef() & ~ValType.NULL);
            case BR_ON_NULL -> {
                int type = stack.popRef();
                stack.popLabel(operator.index);
                stack.pushLabel(operator.index);
                stack.push(type & ~ValType.NULL);
            }
            case BR_ON_NON_NULL -> aggregates.branchWith(stack.popRef() & ~ValType.NULL);
            default -> aggregates.operator(special);
        }
    }

    private void continueAs(Special special) throws WasmException {
        stack.close();
        locals.forgetSince(stack.closedMark());
        stack.reopen(special);
    }

    private void close() throws WasmException {
        stack.close();
        locals.forgetSince(stack.closedMark());
        if (!stack.isEmpty()) {
            stack.pushEnds();
        }
    }

    /** A clause's operands are matched against its label in place: first the tag's, then perhaps the exception itself. */
    private void tryTable() throws WasmException {
        int index = operator.index;
        int resume = in.at;
        in.at = operator.listStart;
        for (int i = 0; i < operator.listCount; i++) {
            int kind = in.u8();
            int tag = kind < 2 ? spaces.tags.get(in.u32()) : OperatorReader.NO_INDEX;
            int label = in.u32();
            int params = tag == OperatorReader.NO_INDEX ? 0 : types.params(tag);
            stack.spend(params);
            boolean withReference = (kind & 1) == 1;
            boolean matches = stack.arity(label) == params + (withReference ? 1 : 0);
            for (int p = 0; matches && p < params; p++) {
                matches = subtyping.matches(types.param(tag, p), stack.labelType(label, p));
            }
            if (matches && withReference) {
                matches = subtyping.matches(ValType.ref(ValType.EXN, false), stack.labelType(label, params));
            }
            stack.require(matches, "catch clause " + i + " does not fit its label " + label);
        }
        in.at = resume;
        stack.openBlock(Special.TRY_TABLE, index, operator.type, locals.mark());
    }

    private void branchTable() throws WasmException {
        stack.pop(ValType.I32);
        branchTables++;
        int arity = stack.arity(operator.index);
        int resume = in.at;
        in.at = operator.listStart;
        if (stack.depth() >= named.length) {
            named = Arrays.copyOf(named, stack.depth() * 2);
        }
        for (int i = 0; i < operator.listCount; i++) {
            int label = in.u32();
            if (named[label] != branchTables) {
                named[label] = branchTables;
                stack.require(stack.arity(label) == arity, "labels of a br_table take different numbers of values");
                stack.requireLabel(label);
            }
        }
        in.at = resume;
        stack.popLabel(operator.index);
        stack.setUnreachable();
    }

    private void callee() throws WasmException {
        stack.require(
                subtyping.matches(spaces.tables.get(operator.second), ValType.FUNCREF),
                "table " + operator.second + " does not hold functions");
        stack.pop(tableAddress(operator.second));
    }

    private void call(int func) throws WasmException {
        stack.popParams(func);
        stack.pushResults(func);
    }

    private void tailCall(int func) throws WasmException {
        stack.popParams(func);
        int body = stack.depth();
        stack.spend(types.results(func));
        boolean matches = types.results(func) == stack.arity(body);
        for (int i = 0; matches && i < types.results(func); i++) {
            matches = subtyping.matches(types.result(func, i), stack.labelType(body, i));
        }
        stack.require(matches, "the results of the callee are not those of the caller");
        stack.setUnreachable();
    }

    private void select() throws WasmException {
        stack.pop(ValType.I32);
        int second = stack.pop();
        int first = stack.pop();
        stack.require(
                !ValType.isRef(first)
                        && !ValType.isRef(second)
                        && (first == second || first == ValType.BOTTOM || second == ValType.BOTTOM),
                "select without a type takes two numbers or vectors of one type");
        stack.push(first == ValType.BOTTOM ? second : first);
    }

    private int setLocal() throws WasmException {
        int type = locals.type(operator.index);
        stack.pop(type);
        locals.set(operator.index, type);
        return type;
    }

    /** Takes what a copy takes: where to, where from, how much. */
    private void copy(int to, int from, int length) throws WasmException {
        stack.pop(length);
        stack.pop(from);
        stack.pop(to);
    }

    private void table(Special special) throws WasmException {
        int address = tableAddress(operator.index);
        int element = spaces.tables.get(operator.index);
        switch (special) {
            case TABLE_GET -> {
                stack.pop(address);
                stack.push(element);
            }
            case TABLE_SET -> {
                stack.pop(element);
                stack.pop(address);
            }
            case TABLE_SIZE -> stack.push(address);
            case TABLE_GROW -> {
                stack.pop(address);
                stack.pop(element);
                stack.push(address);
            }
            case TABLE_FILL -> {
                stack.pop(address);
                stack.pop(element);
                stack.pop(address);
            }
            case TABLE_INIT -> {
                stack.require(
                        subtyping.matches(spaces.elements.get(operator.second), element),
                        "the element segment does not fit the table");
                copy(address, ValType.I32, ValType.I32);
            }
            default -> {
                stack.require(
                        subtyping.matches(spaces.tables.get(operator.second), element),
                        "one table's entries do not fit the other");
                int from = tableAddress(operator.second);
                copy(address, from, narrower(address, from));
            }
        }
    }
}
