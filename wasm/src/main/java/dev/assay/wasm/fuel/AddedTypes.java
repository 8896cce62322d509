package dev.assay.wasm.fuel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Function types put behind those of the module, each once. */
final class AddedTypes {
    private final int first;
    private final Map<List<List<String>>, Integer> indices = new LinkedHashMap<>();

    AddedTypes(int first) {
        this.first = first;
    }

    int function(List<String> params, List<String> results) {
        return indices.computeIfAbsent(List.of(params, results), _ -> first + indices.size());
    }

    int count() {
        return indices.size();
    }

    /** The bytes of all, in order. */
    Code bytes() {
        Code code = new Code();
        for (List<List<String>> type : indices.keySet()) {
            code.bytes(0x60);
            for (List<String> values : type) {
                code.unsigned(values.size());
                values.forEach(value -> TypeCode.write(code, value));
            }
        }
        return code;
    }
}
