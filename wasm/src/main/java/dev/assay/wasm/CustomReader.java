package dev.assay.wasm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the custom sections that tools agree on: {@code name} (WebAssembly 3.0 §7.4.1), {@code producers} and {@code target_features}
 * (tool conventions). Nothing in them can make a module invalid: faults become problems. Of several sections of one name the first is read.
 */
final class CustomReader {
    private static final int MODULE_NAME = 0;
    private static final int FUNCTION_NAMES = 1;

    final List<CustomSection.Problem> problems = new ArrayList<>();
    final List<Producer> producers = new ArrayList<>();
    final List<String> targetFeatures = new ArrayList<>();
    /** Where the length of each function's name is; 0 for one without. */
    private final int[] functionNames;

    String moduleName = "";

    private final Input in;
    private final int functions;
    private final ReadLimits limits;

    CustomReader(byte[] bytes, int functions, ReadLimits limits) {
        this.in = new Input(bytes);
        this.functions = functions;
        this.functionNames = new int[functions];
        this.limits = limits;
    }

    void read(List<CustomSection> sections) {
        sections.stream().filter(s -> s.name().equals("name")).findFirst().ifPresent(s -> read(s, this::names));
        sections.stream()
                .filter(s -> s.name().equals("producers"))
                .findFirst()
                .ifPresent(s -> read(s, this::producers));
        sections.stream()
                .filter(s -> s.name().equals("target_features"))
                .findFirst()
                .ifPresent(s -> read(s, this::targetFeatures));
    }

    private interface Content {
        void read() throws WasmException;
    }

    private void read(CustomSection section, Content content) {
        in.at = section.contentOffset();
        in.end = in.at + section.contentSize();
        try {
            content.read();
            if (in.more()) {
                throw in.fault("section size mismatch: " + in.remaining() + " bytes are left");
            }
        } catch (WasmException e) {
            problems.add(new CustomSection.Problem(e.offset(), "custom section " + section.name() + ": " + e.reason()));
        }
    }

    private void names() throws WasmException {
        int last = -1;
        int sectionEnd = in.end;
        while (in.more()) {
            int offset = in.at;
            int id = in.u8();
            if (id <= last) {
                throw new WasmException(offset, "subsection " + id + " is out of order");
            }
            last = id;
            int end = in.length("subsection") + in.at;
            in.end = end;
            if (id == MODULE_NAME) {
                moduleName = in.name(limits.nameBytes());
            } else if (id == FUNCTION_NAMES) {
                functionNames();
            } else {
                in.at = end;
            }
            if (in.more()) {
                throw in.fault("subsection size mismatch");
            }
            in.end = sectionEnd;
        }
    }

    private void functionNames() throws WasmException {
        int count = in.count("function names", functions);
        int last = -1;
        for (int i = 0; i < count; i++) {
            int offset = in.at;
            int function = Spaces.require(in.u32(), functions, "function", offset);
            if (function <= last) {
                throw new WasmException(offset, "function " + function + " is named out of order");
            }
            last = function;
            functionNames[function] = in.at;
            in.name(limits.nameBytes());
        }
    }

    /** The functions with one of these names; a name is decoded only where its length is that of one of them. */
    List<Integer> functionsNamed(Set<String> names) {
        BitSet lengths = new BitSet();
        names.forEach(name -> lengths.set(name.getBytes(StandardCharsets.UTF_8).length));
        List<Integer> found = new ArrayList<>();
        for (int function = 0; function < functions; function++) {
            int at = functionNames[function];
            if (at > 0 && (in.bytes[at] < 0 || lengths.get(in.bytes[at]))) {
                if (functionName(function).filter(names::contains).isPresent()) {
                    found.add(function);
                }
            }
        }
        return found;
    }

    Optional<String> functionName(int function) {
        if (function < 0 || function >= functions || functionNames[function] == 0) {
            return Optional.empty();
        }
        Input name = new Input(in.bytes);
        name.at = functionNames[function];
        try {
            return Optional.of(name.name(limits.nameBytes()));
        } catch (WasmException e) {
            throw new AssertionError("the name was read before", e);
        }
    }

    private void producers() throws WasmException {
        int fields = in.count("fields", limits.fields());
        for (int i = 0; i < fields; i++) {
            String field = in.name(limits.nameBytes());
            int values = in.count("values", limits.fields());
            for (int j = 0; j < values; j++) {
                producers.add(new Producer(field, in.name(limits.nameBytes()), in.name(limits.nameBytes())));
            }
        }
    }

    private void targetFeatures() throws WasmException {
        int count = in.count("features", limits.fields());
        for (int i = 0; i < count; i++) {
            int offset = in.at;
            int prefix = in.u8();
            if (prefix != '+' && prefix != '-' && prefix != '=') {
                throw new WasmException(offset, "a feature begins with +, - or =");
            }
            targetFeatures.add((char) prefix + in.name(limits.nameBytes()));
        }
    }
}
