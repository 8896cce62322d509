package dev.assay.wasm;

/**
 * Value types as ints, so that stacks of them need no objects. WebAssembly 3.0 §5.3. A number or vector type is its own code; a reference
 * type is {@link #REF}, perhaps {@link #NULL}, and either the code of an abstract heap type or {@link #CONCRETE} and a type index.
 */
final class ValType {
    /** The type of what unreachable code would have left on the stack: matches everything. */
    static final int BOTTOM = 0;

    static final int I32 = 0x7F;
    static final int I64 = 0x7E;
    static final int F32 = 0x7D;
    static final int F64 = 0x7C;
    static final int V128 = 0x7B;
    static final int I8 = 0x78;
    static final int I16 = 0x77;

    static final int REF = 1 << 30;
    static final int NULL = 1 << 29;
    static final int CONCRETE = 1 << 28;

    static final int NOEXN = 0x74;
    static final int NOFUNC = 0x73;
    static final int NOEXTERN = 0x72;
    static final int NONE = 0x71;
    static final int FUNC = 0x70;
    static final int EXTERN = 0x6F;
    static final int ANY = 0x6E;
    static final int EQ = 0x6D;
    static final int I31 = 0x6C;
    static final int STRUCT = 0x6B;
    static final int ARRAY = 0x6A;
    static final int EXN = 0x69;

    static final int FUNCREF = REF | NULL | FUNC;
    static final int EXTERNREF = REF | NULL | EXTERN;
    static final int EXNREF = REF | NULL | EXN;

    private ValType() {}

    static boolean isRef(int type) {
        return (type & REF) != 0;
    }

    static boolean isConcrete(int type) {
        return (type & CONCRETE) != 0;
    }

    /** The type index of a concrete reference type. */
    static int index(int type) {
        return type & (CONCRETE - 1);
    }

    /** The heap type of a reference type: an abstract code, or {@link #CONCRETE} and an index. */
    static int heap(int type) {
        return type & ~(REF | NULL);
    }

    static int ref(int heap, boolean nullable) {
        return REF | heap | (nullable ? NULL : 0);
    }

    static boolean isNullable(int type) {
        return (type & NULL) != 0;
    }

    static boolean isNumeric(int type) {
        return type >= F64 && type <= I32;
    }

    /** Whether a local of this type has a value before it is set. */
    static boolean isDefaultable(int type) {
        return !isRef(type) || isNullable(type);
    }

    /** The value type that a field of this storage type gives and takes. */
    static int unpacked(int storage) {
        return storage == I8 || storage == I16 ? I32 : storage;
    }

    static boolean isPacked(int storage) {
        return storage == I8 || storage == I16;
    }

    /** The type in text format. */
    static String text(int type) {
        if (!isRef(type)) {
            return switch (type) {
                case I32 -> "i32";
                case I64 -> "i64";
                case F32 -> "f32";
                case F64 -> "f64";
                case V128 -> "v128";
                case I8 -> "i8";
                case I16 -> "i16";
                default -> "any value";
            };
        }
        if (isNullable(type) && !isConcrete(type)) {
            return switch (heap(type)) {
                case NONE -> "nullref";
                case NOFUNC, NOEXTERN, NOEXN -> "null" + heapText(type).substring(2) + "ref";
                default -> heapText(type) + "ref";
            };
        }
        return (isNullable(type) ? "(ref null " : "(ref ") + heapText(type) + ")";
    }

    static String heapText(int type) {
        if (isConcrete(type)) {
            return Integer.toString(index(type));
        }
        return switch (heap(type)) {
            case NOEXN -> "noexn";
            case NOFUNC -> "nofunc";
            case NOEXTERN -> "noextern";
            case NONE -> "none";
            case FUNC -> "func";
            case EXTERN -> "extern";
            case ANY -> "any";
            case EQ -> "eq";
            case I31 -> "i31";
            case STRUCT -> "struct";
            case ARRAY -> "array";
            case EXN -> "exn";
            default -> "any heap type";
        };
    }
}
