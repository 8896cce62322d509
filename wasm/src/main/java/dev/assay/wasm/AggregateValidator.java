package dev.assay.wasm;

/** Judges the operators of garbage collection: structs, arrays, casts. WebAssembly 3.0 §3.4.9 to §3.4.12. */
final class AggregateValidator {
    private static final int EQREF = ValType.ref(ValType.EQ, true);
    private static final int ANYREF = ValType.ref(ValType.ANY, true);
    private static final int ARRAYREF = ValType.ref(ValType.ARRAY, true);
    private static final int I31REF = ValType.ref(ValType.I31, true);

    private final Spaces spaces;
    private final Types types;
    private final OperatorReader operator;
    private final Subtyping subtyping;
    private final OperandStack stack;

    AggregateValidator(Spaces spaces, OperatorReader operator, Subtyping subtyping, OperandStack stack) {
        this.spaces = spaces;
        this.types = spaces.types;
        this.operator = operator;
        this.subtyping = subtyping;
        this.stack = stack;
    }

    void operator(Special special) throws WasmException {
        switch (special) {
            case REF_EQ -> {
                stack.pop(EQREF);
                stack.pop(EQREF);
                stack.push(ValType.I32);
            }
            case REF_TEST, REF_TEST_NULL -> {
                stack.pop(subtyping.top(operator.type));
                stack.push(ValType.I32);
            }
            case REF_CAST, REF_CAST_NULL -> {
                stack.pop(subtyping.top(operator.type));
                stack.push(ValType.ref(operator.type, special == Special.REF_CAST_NULL));
            }
            case BR_ON_CAST -> {
                castOperand();
                branchWith(operator.second);
                stack.push(rest());
            }
            case BR_ON_CAST_FAIL -> {
                castOperand();
                branchWith(rest());
                stack.push(operator.second);
            }
            case ANY_CONVERT_EXTERN -> convert(ValType.EXTERNREF, ValType.ANY);
            case EXTERN_CONVERT_ANY -> convert(ANYREF, ValType.EXTERN);
            case REF_I31 -> {
                stack.pop(ValType.I32);
                stack.push(ValType.ref(ValType.I31, false));
            }
            case I31_GET_S, I31_GET_U -> {
                stack.pop(I31REF);
                stack.push(ValType.I32);
            }
            case STRUCT_NEW, STRUCT_NEW_DEFAULT, STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U, STRUCT_SET -> struct(special);
            default -> array(special);
        }
    }

    /** A branch that takes this reference along on top; the other operands of the label stay. */
    void branchWith(int reference) throws WasmException {
        int label = operator.index;
        int last = stack.arity(label) - 1;
        stack.require(last >= 0, "the label takes no reference");
        stack.require(
                subtyping.matches(reference, stack.labelType(label, last)),
                "the label takes " + ValType.text(stack.labelType(label, last)) + ", not " + ValType.text(reference));
        stack.push(reference);
        stack.popLabel(label);
        stack.pushLabel(label);
        stack.pop();
    }

    private void castOperand() throws WasmException {
        stack.require(
                subtyping.matches(operator.second, operator.type),
                ValType.text(operator.second) + " is no subtype of " + ValType.text(operator.type));
        stack.pop(operator.type);
    }

    /** What a reference can still be when the cast has failed. */
    private int rest() {
        return ValType.isNullable(operator.second) ? operator.type & ~ValType.NULL : operator.type;
    }

    private void convert(int from, int heap) throws WasmException {
        int actual = stack.pop(from);
        stack.push(ValType.ref(heap, ValType.isNullable(actual)));
    }

    private int reference(boolean nullable) {
        return ValType.ref(ValType.CONCRETE | operator.index, nullable);
    }

    private void struct(Special special) throws WasmException {
        int struct = operator.index;
        if (special == Special.STRUCT_NEW || special == Special.STRUCT_NEW_DEFAULT) {
            stack.spend(types.fields(struct));
        }
        switch (special) {
            case STRUCT_NEW -> {
                for (int i = types.fields(struct) - 1; i >= 0; i--) {
                    stack.pop(ValType.unpacked(types.field(struct, i)));
                }
                stack.push(reference(false));
            }
            case STRUCT_NEW_DEFAULT -> {
                for (int i = 0; i < types.fields(struct); i++) {
                    requireDefault(types.field(struct, i));
                }
                stack.push(reference(false));
            }
            case STRUCT_SET -> {
                if (!types.isMutable(struct, operator.second)) {
                    throw new WasmException(
                            operator.offset, "immutable field " + operator.second + " of type " + struct);
                }
                stack.pop(ValType.unpacked(types.field(struct, operator.second)));
                stack.pop(reference(true));
            }
            default -> {
                int field = types.field(struct, operator.second);
                requirePacking(field, special == Special.STRUCT_GET);
                stack.pop(reference(true));
                stack.push(ValType.unpacked(field));
            }
        }
    }

    private void array(Special special) throws WasmException {
        int element = special == Special.ARRAY_LEN ? ValType.BOTTOM : types.field(operator.index, 0);
        int value = ValType.unpacked(element);
        switch (special) {
            case ARRAY_NEW -> {
                stack.pop(ValType.I32);
                stack.pop(value);
                stack.push(reference(false));
            }
            case ARRAY_NEW_DEFAULT -> {
                requireDefault(element);
                stack.pop(ValType.I32);
                stack.push(reference(false));
            }
            case ARRAY_NEW_FIXED -> {
                stack.spend(operator.second);
                for (int i = 0; i < operator.second; i++) {
                    stack.pop(value);
                }
                stack.push(reference(false));
            }
            case ARRAY_NEW_DATA -> {
                requirePlain(element);
                popRange();
                stack.push(reference(false));
            }
            case ARRAY_NEW_ELEM -> {
                requireElements(element);
                popRange();
                stack.push(reference(false));
            }
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> {
                requirePacking(element, special == Special.ARRAY_GET);
                stack.pop(ValType.I32);
                stack.pop(reference(true));
                stack.push(value);
            }
            case ARRAY_SET -> {
                requireMutable();
                stack.pop(value);
                stack.pop(ValType.I32);
                stack.pop(reference(true));
            }
            case ARRAY_LEN -> {
                stack.pop(ARRAYREF);
                stack.push(ValType.I32);
            }
            case ARRAY_FILL -> {
                requireMutable();
                stack.pop(ValType.I32);
                stack.pop(value);
                stack.pop(ValType.I32);
                stack.pop(reference(true));
            }
            case ARRAY_COPY -> {
                requireMutable();
                int source = types.field(operator.second, 0);
                if (!subtyping.matches(source, element)) {
                    throw new WasmException(operator.offset, "array types do not match");
                }
                popRange();
                stack.pop(ValType.ref(ValType.CONCRETE | operator.second, true));
                stack.pop(ValType.I32);
                stack.pop(reference(true));
            }
            case ARRAY_INIT_DATA -> {
                requireMutable();
                requirePlain(element);
                initialise();
            }
            case ARRAY_INIT_ELEM -> {
                requireMutable();
                requireElements(element);
                initialise();
            }
            default -> throw new AssertionError("no rule for " + special);
        }
    }

    private void popRange() throws WasmException {
        stack.pop(ValType.I32);
        stack.pop(ValType.I32);
    }

    private void initialise() throws WasmException {
        popRange();
        stack.pop(ValType.I32);
        stack.pop(reference(true));
    }

    private void requireMutable() throws WasmException {
        if (!types.isMutable(operator.index, 0)) {
            throw new WasmException(operator.offset, "immutable array type " + operator.index);
        }
    }

    private void requireDefault(int storage) throws WasmException {
        stack.require(ValType.isDefaultable(storage), ValType.text(storage) + " has no default");
    }

    private void requirePacking(int storage, boolean plain) throws WasmException {
        stack.require(
                plain != ValType.isPacked(storage),
                plain ? "a packed field is read signed or unsigned" : "only a packed field is read signed or unsigned");
    }

    private void requirePlain(int storage) throws WasmException {
        if (ValType.isRef(storage)) {
            throw new WasmException(operator.offset, "array type is not numeric or vector");
        }
    }

    private void requireElements(int storage) throws WasmException {
        stack.require(
                subtyping.matches(spaces.elements.get(operator.second), storage),
                "the element segment does not fit the array");
    }
}
