package dev.assay.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The defined types of a module, in one pool of ints: a million of them must fit a small heap. */
final class Types {
    /** Forms of a composite type, by their codes. WebAssembly 3.0 §5.3.10. */
    static final int FUNC = 0x60;

    static final int STRUCT = 0x5F;
    static final int ARRAY = 0x5E;

    static final int NO_SUPER = -1;

    /** Texts of value types, made once: a thousand parameters of one type share one. */
    private final Map<Integer, String> texted = new ConcurrentHashMap<>();

    private final Ints pool = new Ints();
    private final Ints starts = new Ints();
    private final Ints supers = new Ints();
    private final Ints finals = new Ints();

    int size() {
        return starts.size();
    }

    /** Begins the next type; its form and members follow through {@link #put}. */
    void begin(int superType, boolean isFinal) {
        starts.add(pool.size());
        supers.add(superType);
        finals.add(isFinal ? 1 : 0);
    }

    /** Adds to the type that was begun last: form, then counts, then members. */
    int put(int item) {
        pool.add(item);
        return pool.size() - 1;
    }

    void patch(int position, int item) {
        pool.set(position, item);
    }

    int form(int type) {
        return pool.get(starts.get(type));
    }

    int superType(int type) {
        return supers.get(type);
    }

    boolean isFinal(int type) {
        return finals.get(type) == 1;
    }

    boolean isFunc(int type) {
        return form(type) == FUNC;
    }

    int params(int func) {
        return pool.get(starts.get(func) + 1);
    }

    int results(int func) {
        return pool.get(starts.get(func) + 2);
    }

    int param(int func, int position) {
        return pool.get(starts.get(func) + 3 + position);
    }

    int result(int func, int position) {
        return pool.get(starts.get(func) + 3 + params(func) + position);
    }

    /** Whether the parameters of a function type are exactly the last operands. */
    boolean paramsEnd(int func, int[] operands, int end) {
        return pool.endsWith(starts.get(func) + 3, params(func), operands, end);
    }

    /** Whether its results are. */
    boolean resultsEnd(int func, int[] operands, int end) {
        return pool.endsWith(starts.get(func) + 3 + params(func), results(func), operands, end);
    }

    void copyParams(int func, int[] operands, int at) {
        pool.copyTo(starts.get(func) + 3, params(func), operands, at);
    }

    void copyResults(int func, int[] operands, int at) {
        pool.copyTo(starts.get(func) + 3 + params(func), results(func), operands, at);
    }

    /** Number of fields of a struct; an array has one. */
    int fields(int type) {
        return pool.get(starts.get(type) + 1);
    }

    /** Storage type of a field of a struct, or of an array at position 0. */
    int field(int type, int position) {
        return pool.get(starts.get(type) + 2 + 2 * position);
    }

    boolean isMutable(int type, int position) {
        return pool.get(starts.get(type) + 3 + 2 * position) == 1;
    }

    /** How many ints describe a type: form, counts and members. */
    int length(int type) {
        return (type + 1 < size() ? starts.get(type + 1) : pool.size()) - starts.get(type);
    }

    /** One of them. */
    int item(int type, int position) {
        return pool.get(starts.get(type) + position);
    }

    /** A type in text format, without its name. WebAssembly 3.0 §6.4.4 to §6.4.9. */
    String text(int type) {
        String composite = switch (form(type)) {
            case FUNC -> func(type).toString();
            case ARRAY -> "(array " + fieldText(type, 0) + ")";
            default -> {
                StringBuilder fields = new StringBuilder("(struct");
                for (int i = 0; i < fields(type); i++) {
                    fields.append(" (field ").append(fieldText(type, i)).append(')');
                }
                yield fields.append(')').toString();
            }
        };
        int above = superType(type);
        if (above == NO_SUPER && isFinal(type)) {
            return composite;
        }
        return "(sub " + (isFinal(type) ? "final " : "") + (above == NO_SUPER ? "" : above + " ") + composite + ")";
    }

    private String fieldText(int type, int position) {
        String text = ValType.text(field(type, position));
        return isMutable(type, position) ? "(mut " + text + ")" : text;
    }

    ExternType.Func func(int type) {
        return new ExternType.Func(texts(type, 3, params(type)), texts(type, 3 + params(type), results(type)));
    }

    private List<String> texts(int type, int from, int count) {
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(texted.computeIfAbsent(pool.get(starts.get(type) + from + i), ValType::text));
        }
        return texts;
    }
}
