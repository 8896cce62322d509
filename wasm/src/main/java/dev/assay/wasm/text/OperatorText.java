package dev.assay.wasm.text;

import dev.assay.wasm.Operators;
import dev.assay.wasm.Operators.Target;
import dev.assay.wasm.Summary;

/** One operator after another in text format. WebAssembly 3.0 §6.5. */
final class OperatorText {
    private static final String[] CATCHES = {"catch", "catch_ref", "catch_all", "catch_all_ref"};

    /** Labels of a branch table that are written out. */
    private static final int MOST_LABELS = 1_000;

    private final Summary module;
    private final Operators operator;
    private final StringBuilder out = new StringBuilder();

    OperatorText(Summary module, Operators operator) {
        this.module = module;
        this.operator = operator;
    }

    /** The operator that was read last. */
    String write() {
        out.setLength(0);
        out.append(operator.name());
        immediates();
        return out.toString();
    }

    private void immediates() {
        switch (operator.immediate()) {
            case NONE, ELSE, CATCH_ALL, END, FENCE -> {}
            case BLOCK -> {
                blockType();
                opened();
            }
            case TRY_TABLE -> {
                blockType();
                for (Target clause : operator.targets()) {
                    out.append(" (").append(CATCHES[clause.kind()]);
                    if (clause.tag() >= 0) {
                        out.append(' ').append(clause.tag());
                    }
                    // the clauses stand outside of the block they belong to
                    label(clause.label(), operator.depth() - 1);
                    out.append(')');
                }
                opened();
            }
            case LABEL, DELEGATE -> label(operator.index(), operator.depth());
            case LABELS -> labels();
            case CATCH, TAG, FUNC, FUNC_REF, FUNC_TYPE, LOCAL, GLOBAL, TABLE, STRUCT, ARRAY, DATA, ELEM ->
                index(operator.index());
            case TYPE_TABLE -> {
                indexUnlessZero(operator.second());
                out.append(" (type ").append(operator.index()).append(')');
            }
            case TYPES -> out.append(" (result ").append(operator.type()).append(')');
            case MEMORY -> indexUnlessZero(operator.index());
            case TABLE_TABLE, MEMORY_MEMORY -> {
                if (operator.index() != 0 || operator.second() != 0) {
                    index(operator.index());
                    index(operator.second());
                }
            }
            case MEMARG, MEMARG_EXACT -> memoryArgument();
            case MEMARG_LANE -> {
                memoryArgument();
                index(operator.second());
            }
            case I32, I64 -> out.append(' ').append(operator.value());
            case F32 -> FloatText.f32(out.append(' '), (int) littleEndian(4));
            case F64 -> FloatText.f64(out.append(' '), littleEndian(8));
            case V128 -> {
                out.append(" i32x4");
                for (int i = 0; i < 4; i++) {
                    out.append(String.format(" 0x%08x", (int) littleEndian(4 * i, 4)));
                }
            }
            case LANES -> {
                for (int i = 0; i < 16; i++) {
                    index((int) littleEndian(i, 1));
                }
            }
            case LANE -> index(operator.second());
            case HEAP -> heap();
            case STRUCT_FIELD, ARRAY_COUNT, ARRAY_DATA, ARRAY_ELEM, ARRAY_ARRAY -> {
                index(operator.index());
                index(operator.second());
            }
            case CAST_BRANCH -> {
                label(operator.index(), operator.depth());
                out.append(' ').append(operator.type()).append(' ').append(operator.castType());
            }
            case DATA_MEMORY, ELEM_TABLE -> {
                indexUnlessZero(operator.index());
                index(operator.second());
            }
        }
    }

    private void index(int index) {
        out.append(' ').append(Integer.toUnsignedString(index));
    }

    private void indexUnlessZero(int index) {
        if (index != 0) {
            index(index);
        }
    }

    private void blockType() {
        if (operator.index() >= 0) {
            out.append(" (type ").append(operator.index()).append(')');
            module.functionType(operator.index()).ifPresent(type -> out.append(Disassembly.signature(type)));
        } else if (!operator.type().isEmpty()) {
            out.append(" (result ").append(operator.type()).append(')');
        }
    }

    private void opened() {
        out.append(" ;; label = @").append(operator.depth());
    }

    /** A label, and the block that it means by its depth. */
    private void label(int label, int depth) {
        index(label);
        if (label < depth) { // else it is the function's own
            out.append(" (;@").append(depth - label).append(";)");
        }
    }

    private void labels() {
        int written = 0;
        for (Target target : operator.targets()) {
            if (written++ == MOST_LABELS) {
                out.append(" (;and more;)");
                break;
            }
            label(target.label(), operator.depth());
        }
        label(operator.index(), operator.depth());
    }

    private void memoryArgument() {
        indexUnlessZero(operator.index());
        if (operator.value() != 0) {
            out.append(" offset=").append(Long.toUnsignedString(operator.value()));
        }
        if (operator.alignment() != operator.naturalAlignment()) {
            out.append(" align=").append(1L << operator.alignment());
        }
    }

    private void heap() {
        boolean test = operator.name().startsWith("ref.test") || operator.name().startsWith("ref.cast");
        if (!test) {
            out.append(' ').append(operator.type());
            return;
        }
        // Both forms have one name in text: the type says whether null is meant.
        out.setLength(0);
        out.append(operator.name(), 0, 8).append(' ');
        out.append(operator.name().endsWith("null") ? nullable(operator.type()) : "(ref " + operator.type() + ")");
    }

    private static String nullable(String heap) {
        if (Character.isDigit(heap.charAt(0))) {
            return "(ref null " + heap + ")";
        }
        if (heap.equals("none")) {
            return "nullref";
        }
        return heap.startsWith("no") ? "null" + heap.substring(2) + "ref" : heap + "ref";
    }

    private long littleEndian(int count) {
        return littleEndian(0, count);
    }

    private long littleEndian(int from, int count) {
        return module.littleEndian((int) operator.value() + from, count);
    }
}
