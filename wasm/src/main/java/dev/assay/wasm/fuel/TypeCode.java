package dev.assay.wasm.fuel;

import java.util.List;

/** Value types from text format back to bytes. WebAssembly 3.0 §5.3. */
final class TypeCode {
    /** Heap types by their codes, downwards from the last. */
    private static final List<String> HEAPS = List.of(
            "noexn", "nofunc", "noextern", "none", "func", "extern", "any", "eq", "i31", "struct", "array", "exn");

    private static final int LAST = 0x74;

    private TypeCode() {}

    static void write(Code code, String type) {
        switch (type) {
            case "i32" -> code.bytes(0x7F);
            case "i64" -> code.bytes(0x7E);
            case "f32" -> code.bytes(0x7D);
            case "f64" -> code.bytes(0x7C);
            case "v128" -> code.bytes(0x7B);
            case "nullref" -> heap(code, "none");
            case "nullfuncref", "nullexternref", "nullexnref" ->
                heap(code, "no" + type.substring(4, type.length() - 3));
            default -> reference(code, type);
        }
    }

    private static void reference(Code code, String type) {
        if (type.startsWith("(ref null ")) {
            heap(code.bytes(0x63), type.substring(10, type.length() - 1));
        } else if (type.startsWith("(ref ")) {
            heap(code.bytes(0x64), type.substring(5, type.length() - 1));
        } else {
            heap(code, type.substring(0, type.length() - 3));
        }
    }

    private static void heap(Code code, String heap) {
        int place = HEAPS.indexOf(heap);
        if (place >= 0) {
            code.bytes(LAST - place);
        } else {
            code.signed(Integer.parseInt(heap));
        }
    }
}
