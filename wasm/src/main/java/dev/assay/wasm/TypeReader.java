package dev.assay.wasm;

import dev.assay.wasm.feature.Feature;
import org.jspecify.annotations.Nullable;

/** Reads types: single ones wherever they stand, and the type section. WebAssembly 3.0 §5.3. */
final class TypeReader {
    private final Input in;
    private final ReadLimits limits;
    private final Needs needs;
    private final Types types;
    private final @Nullable Subtyping subtyping;
    /** Type indices below this may be referred to: those read so far, and the rest of the recursive group being read. */
    private int visible;

    TypeReader(Input in, ReadLimits limits, Needs needs, Types types, @Nullable Subtyping subtyping) {
        this.in = in;
        this.limits = limits;
        this.needs = needs;
        this.types = types;
        this.subtyping = subtyping;
    }

    /** Reads single types of a module whose type section has been read. */
    static TypeReader afterwards(Input in, ReadLimits limits, Needs needs, Types types) {
        TypeReader reader = new TypeReader(in, limits, needs, types, null);
        reader.visible = types.size();
        return reader;
    }

    /** The type section's content. */
    void section() throws WasmException {
        int groups = in.count("types", limits.types());
        for (int i = 0; i < groups; i++) {
            int start = in.at;
            if (in.peek() == 0x4E) {
                in.at++;
                needs.need(Feature.GC, start, "a recursive type");
                group(in.count("types", limits.types()), start);
            } else {
                group(1, start);
            }
        }
    }

    private void group(int size, int start) throws WasmException {
        if (size > limits.types() - types.size()) {
            throw new WasmException(start, "types are more than the limit of " + limits.types());
        }
        int first = types.size();
        visible = first + size;
        for (int i = 0; i < size; i++) {
            subType();
        }
        if (subtyping != null) {
            subtyping.group(first, start);
        }
    }

    private void subType() throws WasmException {
        int start = in.at;
        int code = in.u8();
        int superType = Types.NO_SUPER;
        boolean isFinal = true;
        if (code == 0x50 || code == 0x4F) {
            needs.need(Feature.GC, start, "a subtype");
            isFinal = code == 0x4F;
            int at = in.at;
            int count = in.u32();
            if (Integer.compareUnsigned(count, 1) > 0) {
                throw new WasmException(at, "sub type: at most one supertype is allowed");
            }
            if (count == 1) {
                superType = in.u32();
                if (Integer.compareUnsigned(superType, types.size()) >= 0) {
                    throw new WasmException(at, unknownType(superType, types.size()));
                }
            }
            code = in.u8();
        }
        types.begin(superType, isFinal);
        switch (code) {
            case Types.FUNC -> func(start);
            case Types.STRUCT -> struct(start);
            case Types.ARRAY -> {
                needs.need(Feature.GC, start, "an array type");
                types.put(Types.ARRAY);
                types.put(1);
                field();
            }
            default -> throw new WasmException(start, "malformed definition type: code 0x" + Integer.toHexString(code));
        }
    }

    private void func(int start) throws WasmException {
        types.put(Types.FUNC);
        int params = types.put(0);
        int results = types.put(0);
        int count = in.count("parameters", limits.params());
        types.patch(params, count);
        for (int i = 0; i < count; i++) {
            types.put(valType());
        }
        count = in.count("results", limits.params());
        types.patch(results, count);
        if (count > 1) {
            needs.need(Feature.MULTI_VALUE, start, "a function type with " + count + " results");
        }
        for (int i = 0; i < count; i++) {
            types.put(valType());
        }
    }

    private void struct(int start) throws WasmException {
        needs.need(Feature.GC, start, "a struct type");
        int count = in.count("fields", limits.fields());
        types.put(Types.STRUCT);
        types.put(count);
        for (int i = 0; i < count; i++) {
            field();
        }
    }

    private void field() throws WasmException {
        int code = in.peek();
        if (code == ValType.I8 || code == ValType.I16) {
            in.at++;
            types.put(code);
        } else {
            types.put(valType());
        }
        types.put(mutability() ? 1 : 0);
    }

    boolean mutability() throws WasmException {
        int start = in.at;
        int code = in.u8();
        if (code > 1) {
            throw new WasmException(start, "malformed mutability: 0 or 1 is expected");
        }
        return code == 1;
    }

    int valType() throws WasmException {
        int start = in.at;
        int code = in.peek();
        if (code >= ValType.F64 && code <= ValType.I32) {
            in.at++;
            return code;
        }
        if (code == ValType.V128) {
            in.at++;
            needs.need(Feature.SIMD, start, "v128");
            return code;
        }
        return refType("malformed value type");
    }

    int refType() throws WasmException {
        return refType("malformed reference type");
    }

    private int refType(String malformed) throws WasmException {
        int start = in.at;
        int code = in.u8();
        if (code == 0x63 || code == 0x64) {
            needs.need(Feature.FUNCTION_REFERENCES, start, "a typed reference");
            return ValType.ref(heapType(), code == 0x63);
        }
        if (!isAbstract(code)) {
            throw new WasmException(start, malformed + ": code 0x" + Integer.toHexString(code));
        }
        return ValType.ref(abstractHeap(code, start), true);
    }

    /** A heap type: the code of an abstract one, or {@link ValType#CONCRETE} and a type index that exists. */
    int heapType() throws WasmException {
        int start = in.at;
        int code = in.peek();
        if (isAbstract(code)) {
            in.at++;
            return abstractHeap(code, start);
        }
        long index = in.s33();
        if (index < 0) {
            throw new WasmException(start, "malformed heap type: code 0x" + Integer.toHexString(code));
        }
        needs.need(Feature.FUNCTION_REFERENCES, start, "a reference to a defined type");
        return ValType.CONCRETE | known(index, start);
    }

    /** An index of a defined type that exists. */
    int typeIndex() throws WasmException {
        int start = in.at;
        return known(Integer.toUnsignedLong(in.u32()), start);
    }

    /** An index of a defined function type. */
    int funcTypeIndex() throws WasmException {
        int start = in.at;
        int type = typeIndex();
        requireForm(type, Types.FUNC, start, "a function");
        return type;
    }

    void requireForm(int type, int form, int offset, String what) throws WasmException {
        if (types.form(type) != form) {
            throw new WasmException(offset, "type mismatch: type " + type + " is not " + what + " type");
        }
    }

    int known(long index, int offset) throws WasmException {
        if (index >= visible) {
            throw new WasmException(offset, unknownType(index, visible));
        }
        return (int) index;
    }

    private static String unknownType(long index, int count) {
        return "unknown type " + (index & 0xFFFF_FFFFL) + ": " + count + " can be referred to here";
    }

    private static boolean isAbstract(int code) {
        return code >= ValType.EXN && code <= ValType.NOEXN;
    }

    private int abstractHeap(int code, int offset) throws WasmException {
        switch (code) {
            case ValType.FUNC -> {}
            case ValType.EXTERN -> needs.need(Feature.REFERENCE_TYPES, offset, "externref");
            case ValType.EXN, ValType.NOEXN -> needs.need(Feature.EXCEPTIONS, offset, "exnref");
            default -> needs.need(Feature.GC, offset, "a heap type of garbage collection");
        }
        return code;
    }
}
