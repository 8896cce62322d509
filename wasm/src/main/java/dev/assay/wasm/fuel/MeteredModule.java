package dev.assay.wasm.fuel;

import dev.assay.wasm.CustomSection;
import dev.assay.wasm.Function;
import dev.assay.wasm.Input;
import dev.assay.wasm.ReadLimits;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a module anew, section by section; what metering does not touch is copied as it is. WebAssembly 3.0 §5.5. */
final class MeteredModule {
    private static final int CUSTOM = 0;
    private static final int TYPE = 1;
    private static final int FUNCTION = 3;
    private static final int GLOBAL = 6;
    private static final int EXPORT = 7;
    private static final int CODE = 10;

    /** The sections in the order they must come; 13 is that of tags, 12 the data count. */
    private static final List<Integer> ORDER = List.of(1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11);

    private static final int PREAMBLE = 8;

    /** Globals that are added, each with an export. */
    private static final int GLOBALS = 3;

    private final byte[] bytes;
    private final Summary module;
    private final Meter.Limits limits;
    private final AddedTypes types;
    private final Charges charges;

    private final Meter.Exact exact;
    private final boolean marked;
    private final int mostBytes;

    MeteredModule(byte[] bytes, Summary module, Meter.Limits limits, Meter.Exact exact, boolean marked) {
        this(bytes, module, limits, exact, marked, ReadLimits.JUDGING.moduleBytes());
    }

    /** With this bound for what is written and the module together, so that no array of bytes can be too long. */
    MeteredModule(byte[] bytes, Summary module, Meter.Limits limits, Meter.Exact exact, boolean marked, int mostBytes) {
        this.exact = exact;
        this.marked = marked;
        this.mostBytes = mostBytes;
        this.bytes = bytes;
        this.module = module;
        this.limits = limits;
        this.types = new AddedTypes(module.types());
        this.charges = new Charges(module, types);
    }

    byte[] bytes() throws WasmException {
        Code bodies = bodies(); // first: they decide which types and functions are added
        requireRoom("types", module.types(), types.count(), ReadLimits.JUDGING.types());
        requireRoom("functions", module.functionCount(), charges.types().size(), ReadLimits.JUDGING.functions());
        requireRoom("globals", module.globals().size(), GLOBALS, ReadLimits.JUDGING.globals());
        requireRoom("exports", module.exports().size(), GLOBALS, ReadLimits.JUDGING.exports());
        Map<Integer, Code> rewritten = new HashMap<>();
        rewritten.put(TYPE, with(TYPE, types.count(), types.bytes()));
        Code functions = new Code();
        charges.types().forEach(functions::unsigned);
        rewritten.put(FUNCTION, with(FUNCTION, charges.types().size(), functions));
        rewritten.put(GLOBAL, with(GLOBAL, GLOBALS, globals()));
        rewritten.put(EXPORT, with(EXPORT, GLOBALS, exports()));
        rewritten.put(CODE, bodies);
        return assembled(rewritten);
    }

    /** A module that is at a limit has no room for what metering adds: nobody would run the result. */
    private static void requireRoom(String what, int there, int added, int limit) throws WasmException {
        if (there > limit - added) {
            throw new WasmException(
                    0,
                    "too many " + what + ": metering needs " + added + " more than the " + there
                            + " of the module, the limit is " + limit);
        }
    }

    private byte[] assembled(Map<Integer, Code> rewritten) {
        Code out = new Code().raw(bytes, 0, PREAMBLE);
        List<Integer> left = new ArrayList<>(ORDER);
        int custom = 0;
        for (Summary.Part part : module.sections()) {
            if (part.id() == CUSTOM) {
                if (!speaksOfCode(module.customSections().get(custom++))) {
                    out.raw(bytes, part.offset(), part.contentOffset() + part.contentSize());
                }
                continue;
            }
            while (left.getFirst() != part.id()) {
                write(out, rewritten, left.removeFirst());
            }
            left.removeFirst();
            Code content = rewritten.get(part.id());
            if (content == null) {
                out.raw(bytes, part.offset(), part.contentOffset() + part.contentSize());
            } else {
                out.section(part.id(), content);
            }
        }
        left.forEach(id -> write(out, rewritten, id));
        return out.toBytes();
    }

    private static void write(Code out, Map<Integer, Code> rewritten, int id) {
        Code content = rewritten.get(id);
        if (content != null) {
            out.section(id, content);
        }
    }

    /** Whether a custom section names places in the code, which move. */
    private static boolean speaksOfCode(CustomSection section) {
        return section.name().startsWith(".debug_")
                || section.name().startsWith("metadata.code.")
                || section.name().equals("sourceMappingURL")
                || section.name().equals("external_debug_info");
    }

    /** The content of a section that is a list, with more at its end. */
    private Code with(int id, int count, Code more) throws WasmException {
        for (Summary.Part part : module.sections()) {
            if (part.id() == id) {
                Input in = new Input(bytes);
                in.at = part.contentOffset();
                long all = Integer.toUnsignedLong(in.u32()) + count;
                return new Code()
                        .unsigned(all)
                        .raw(bytes, in.at, part.contentOffset() + part.contentSize())
                        .raw(more);
            }
        }
        return new Code().unsigned(count).raw(more);
    }

    private Code globals() {
        return new Code()
                .bytes(Code.I64, 1)
                .i64(limits.fuel())
                .end()
                .bytes(Code.I32, 1)
                .i32(limits.depth())
                .end()
                .bytes(Code.I32, 1)
                .i32(0)
                .end();
    }

    private Code exports() {
        return new Code()
                .name(Meter.FUEL)
                .bytes(3)
                .unsigned(charges.fuel)
                .name(Meter.DEPTH)
                .bytes(3)
                .unsigned(charges.depth)
                .name(Meter.STOP)
                .bytes(3)
                .unsigned(charges.stop);
    }

    private Code bodies() throws WasmException {
        Code bodies = new Code();
        MeteredFunction writer = new MeteredFunction(bytes, module, charges, types, exact, marked);
        for (Function function : module.functions()) {
            Code body = writer.write(function);
            if (body.size() > ReadLimits.JUDGING.bodyBytes()) {
                throw new WasmException(
                        function.offset(),
                        "function " + function.index() + " would have " + body.size()
                                + " bytes with its charges, the limit is " + ReadLimits.JUDGING.bodyBytes());
            }
            if ((long) bytes.length + bodies.size() + body.size() > mostBytes) {
                throw new WasmException(
                        function.offset(), "the module would grow past " + mostBytes + " bytes with its charges");
            }
            bodies.sized(body);
        }
        charges.bodies().forEach(bodies::sized);
        return new Code()
                .unsigned(module.functions().size() + charges.bodies().size())
                .raw(bodies);
    }
}
