package dev.assay.wasm;

import java.util.HashMap;
import java.util.Map;

/**
 * Which type may stand where another is expected. Recursive groups with the same shape are the same types (iso-recursive), decided once a group, in
 * time linear in its size. WebAssembly 3.0 §3.1.3, §3.2.9 and §3.3.
 */
final class Subtyping {
    private static final int DEEPEST = 63;
    /** Marks an index that counts from the beginning of its own group. */
    private static final int RELATIVE = 1 << 27;

    private final Types types;
    /** The first type defined with the same shape. */
    private final Ints canonical = new Ints();

    private final Ints depths = new Ints();
    private final Map<Shape, Integer> groups = new HashMap<>();

    Subtyping(Types types) {
        this.types = types;
    }

    /** A group's content; comparable, so that chosen hash collisions cost a logarithm and no more. */
    private record Shape(Ints content) implements Comparable<Shape> {
        @Override
        public boolean equals(Object other) {
            return other instanceof Shape shape && content.sameAs(shape.content);
        }

        @Override
        public int hashCode() {
            return content.hash();
        }

        @Override
        public int compareTo(Shape other) {
            return content.compareTo(other.content);
        }
    }

    /** Takes in a recursive group that has just been read, and judges the supertypes its members declare. */
    void group(int first, int offset) throws WasmException {
        int size = types.size() - first;
        Integer same = groups.putIfAbsent(shape(first, size), first);
        for (int i = 0; i < size; i++) {
            canonical.add((same == null ? first : same) + i);
        }
        for (int type = first; type < first + size; type++) {
            superType(type, offset);
        }
    }

    private Shape shape(int first, int size) {
        Ints content = new Ints();
        for (int type = first; type < first + size; type++) {
            int above = types.superType(type);
            content.add(above == Types.NO_SUPER ? above : place(above, first));
            content.add(types.isFinal(type) ? 1 : 0);
            types.each(
                    type,
                    item -> content.add(
                            ValType.isRef(item) && ValType.isConcrete(item)
                                    ? (item & (ValType.REF | ValType.NULL | ValType.CONCRETE))
                                            | place(ValType.index(item), first)
                                    : item));
        }
        content.trim();
        return new Shape(content);
    }

    private int place(int index, int first) {
        return index < first ? canonical.get(index) : RELATIVE | (index - first);
    }

    private void superType(int type, int offset) throws WasmException {
        int above = types.superType(type);
        if (above == Types.NO_SUPER) {
            depths.add(0);
            return;
        }
        int depth = depths.get(above) + 1;
        depths.add(depth);
        if (depth > DEEPEST) {
            throw new WasmException(
                    offset, "sub type: type " + type + " is " + depth + " deep, the limit is " + DEEPEST);
        }
        if (types.isFinal(above) || !extendsComposite(type, above)) {
            throw new WasmException(offset, "sub type: type " + type + " does not match its supertype " + above);
        }
    }

    private boolean extendsComposite(int sub, int sup) {
        if (types.form(sub) != types.form(sup)) {
            return false;
        }
        if (types.isFunc(sub)) {
            return extendsFunc(sub, sup);
        }
        if (types.fields(sub) < types.fields(sup)) {
            return false;
        }
        for (int i = 0; i < types.fields(sup); i++) {
            boolean mutable = types.isMutable(sup, i);
            if (types.isMutable(sub, i) != mutable
                    || !matches(types.field(sub, i), types.field(sup, i))
                    || (mutable && !matches(types.field(sup, i), types.field(sub, i)))) {
                return false;
            }
        }
        return true;
    }

    private boolean extendsFunc(int sub, int sup) {
        if (types.params(sub) != types.params(sup) || types.results(sub) != types.results(sup)) {
            return false;
        }
        for (int i = 0; i < types.params(sub); i++) {
            if (!matches(types.param(sup, i), types.param(sub, i))) {
                return false;
            }
        }
        for (int i = 0; i < types.results(sub); i++) {
            if (!matches(types.result(sub, i), types.result(sup, i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a value (or field) of one type may stand where the other is expected. */
    boolean matches(int sub, int sup) {
        if (sub == sup || sub == ValType.BOTTOM) {
            return true;
        }
        return ValType.isRef(sub)
                && ValType.isRef(sup)
                && (ValType.isNullable(sup) || !ValType.isNullable(sub))
                && heapMatches(ValType.heap(sub), ValType.heap(sup));
    }

    private boolean heapMatches(int sub, int sup) {
        if (sub == sup || sub == ValType.BOTTOM) {
            return true;
        }
        boolean concrete = ValType.isConcrete(sub);
        if (concrete && ValType.isConcrete(sup)) {
            return descends(ValType.index(sub), canonical.get(ValType.index(sup)));
        }
        if (concrete) {
            int abstracted = switch (types.form(ValType.index(sub))) {
                case Types.FUNC -> ValType.FUNC;
                case Types.STRUCT -> ValType.STRUCT;
                default -> ValType.ARRAY;
            };
            return abstractMatches(abstracted, sup);
        }
        if (ValType.isConcrete(sup)) {
            return sub == (types.isFunc(ValType.index(sup)) ? ValType.NOFUNC : ValType.NONE);
        }
        return abstractMatches(sub, sup);
    }

    private boolean descends(int type, int canonicalSuper) {
        for (int t = type; t != Types.NO_SUPER; t = types.superType(t)) {
            if (canonical.get(t) == canonicalSuper) {
                return true;
            }
        }
        return false;
    }

    private static boolean abstractMatches(int sub, int sup) {
        return sub == sup
                || switch (sup) {
                    case ValType.ANY -> sub == ValType.NONE || sub == ValType.EQ || isEq(sub);
                    case ValType.EQ -> sub == ValType.NONE || isEq(sub);
                    case ValType.I31, ValType.STRUCT, ValType.ARRAY -> sub == ValType.NONE;
                    case ValType.FUNC -> sub == ValType.NOFUNC;
                    case ValType.EXTERN -> sub == ValType.NOEXTERN;
                    case ValType.EXN -> sub == ValType.NOEXN;
                    default -> false;
                };
    }

    private static boolean isEq(int heap) {
        return heap == ValType.I31 || heap == ValType.STRUCT || heap == ValType.ARRAY;
    }

    /** The nullable reference to everything in the hierarchy of this heap type. */
    int top(int heap) {
        if (ValType.isConcrete(heap)) {
            return types.isFunc(ValType.index(heap)) ? ValType.FUNCREF : ValType.ref(ValType.ANY, true);
        }
        return switch (heap) {
            case ValType.FUNC, ValType.NOFUNC -> ValType.FUNCREF;
            case ValType.EXTERN, ValType.NOEXTERN -> ValType.EXTERNREF;
            case ValType.EXN, ValType.NOEXN -> ValType.EXNREF;
            default -> ValType.ref(ValType.ANY, true);
        };
    }
}
