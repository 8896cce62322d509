package dev.assay.wasm;

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
    /** Distinct groups: first member, size, hash; and where each is in an open hash table, by its number plus one. */
    private final Ints firsts = new Ints();

    private final Ints sizes = new Ints();
    private final Ints hashes = new Ints();
    private int[] table = new int[64];
    /** Chosen collisions are refused before they cost much; a million honest types stay far below. */
    private int probes = 1 << 25;

    Subtyping(Types types) {
        this.types = types;
    }

    /** Takes in a recursive group that has just been read, and judges the supertypes its members declare. */
    void group(int first, int offset) throws WasmException {
        int size = types.size() - first;
        int same = find(first, size, offset);
        for (int i = 0; i < size; i++) {
            canonical.add(same + i);
        }
        for (int type = first; type < first + size; type++) {
            superType(type, offset);
        }
    }

    /** The first member of the first group of this shape; this group's own if there was none. */
    private int find(int first, int size, int offset) throws WasmException {
        int hash = hash(first, size);
        int slot = hash & (table.length - 1);
        for (; table[slot] != 0; slot = (slot + 1) & (table.length - 1)) {
            int group = table[slot] - 1;
            if (hashes.get(group) == hash && sizes.get(group) == size && sameShape(firsts.get(group), first, size)) {
                return firsts.get(group);
            }
            if (--probes < 0) {
                throw new WasmException(offset, "the types take too many steps to tell apart");
            }
        }
        firsts.add(first);
        sizes.add(size);
        hashes.add(hash);
        table[slot] = firsts.size();
        if (firsts.size() * 2 > table.length) {
            rehash();
        }
        return first;
    }

    private void rehash() {
        table = new int[table.length * 2];
        for (int group = 0; group < firsts.size(); group++) {
            int slot = hashes.get(group) & (table.length - 1);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = group + 1;
        }
    }

    private int hash(int first, int size) {
        long hash = size;
        for (int type = first; type < first + size; type++) {
            hash = mix(hash, head(type, first));
            for (int i = 0; i < types.length(type); i++) {
                hash = mix(hash, item(type, i, first));
            }
        }
        return (int) (hash >>> 32);
    }

    private static long mix(long hash, int item) {
        long mixed = (hash ^ item) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }

    private boolean sameShape(int one, int other, int size) {
        for (int t = 0; t < size; t++) {
            if (head(one + t, one) != head(other + t, other) || types.length(one + t) != types.length(other + t)) {
                return false;
            }
            for (int i = 0; i < types.length(one + t); i++) {
                if (item(one + t, i, one) != item(other + t, i, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What a type declares beside its content: its supertype, and whether it is final. */
    private int head(int type, int first) {
        int above = types.superType(type);
        int place = above == Types.NO_SUPER ? RELATIVE - 1 : place(above, first);
        return types.isFinal(type) ? ~place : place;
    }

    /** A part of a type's content, in which references inside the group are relative and others canonical. */
    private int item(int type, int position, int first) {
        int item = types.item(type, position);
        if (!ValType.isRef(item) || !ValType.isConcrete(item)) {
            return item;
        }
        return (item & (ValType.REF | ValType.NULL | ValType.CONCRETE)) | place(ValType.index(item), first);
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
