package dev.assay.wasm.component;

import dev.assay.wasm.Input;
import dev.assay.wasm.Layer;
import dev.assay.wasm.ReadLimits;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.component.Component.Extern;
import dev.assay.wasm.component.Component.Kind;
import dev.assay.wasm.component.Component.Part;
import dev.assay.wasm.component.Component.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a component section by section. Component Model, Binary.md. Used for one component, by one thread. */
final class ComponentReader {
    private static final Kind[] KINDS = Kind.values();
    /** Sorts of exported and described things, by their codes; 0 is a core sort with a code of its own. */
    private static final String[] SORTS = {"", "func", "value", "type", "component", "instance"};

    private static final int PREAMBLE = 8;

    private final byte[] bytes;
    private final Input in;
    private final ReadLimits limits = ReadLimits.READING;
    private final Deque<Open> open = new ArrayDeque<>();
    private int modules;
    private int components;
    private int sections;
    private int externs;

    ComponentReader(byte[] bytes) {
        this.bytes = bytes;
        this.in = new Input(bytes);
    }

    /** A component whose sections are being read. */
    private static final class Open {
        final Place place;
        final List<Extern> imports = new ArrayList<>();
        final List<Extern> exports = new ArrayList<>();
        final List<Part> sections = new ArrayList<>();
        final List<Place> modules = new ArrayList<>();
        final List<Component> components = new ArrayList<>();

        Open(Place place) {
            this.place = place;
        }

        int end() {
            return place.offset() + place.size();
        }

        Component close() {
            return new Component(place, imports, exports, sections, modules, components);
        }
    }

    Component read() throws WasmException {
        if (bytes.length > limits.moduleBytes()) {
            throw new WasmException(
                    0, "the component has " + bytes.length + " bytes, the limit is " + limits.moduleBytes());
        }
        open(new Place(0, bytes.length));
        while (true) {
            Open innermost = open.element();
            if (in.at < innermost.end()) {
                in.end = innermost.end();
                section(innermost);
                continue;
            }
            open.remove();
            Component closed = innermost.close();
            @Nullable Open outer = open.peek();
            if (outer == null) {
                return closed;
            }
            outer.components.add(closed);
        }
    }

    private void open(Place place) throws WasmException {
        in.at = place.offset();
        in.end = place.offset() + place.size();
        byte[] start = new Place(in.at, Math.min(PREAMBLE, place.size())).of(bytes);
        if (Layer.of(start) != Layer.COMPONENT) {
            throw in.fault("this is no component: one begins with 00 61 73 6d 0d 00 01 00");
        }
        in.skip(PREAMBLE);
        open.push(new Open(place));
    }

    private void section(Open component) throws WasmException {
        int offset = in.at;
        int id = in.u8();
        if (id >= KINDS.length) {
            throw new WasmException(offset, "malformed section id " + id + ": a component has 0 to 12");
        }
        if (++sections > limits.segments()) {
            throw new WasmException(offset, "sections are more than the limit of " + limits.segments());
        }
        Place content = new Place(0, in.length("section"));
        content = new Place(in.at, content.size());
        in.end = content.offset() + content.size();
        Kind kind = KINDS[id];
        String name = kind == Kind.CUSTOM ? in.name(limits.nameBytes()) : "";
        component.sections.add(new Part(kind, name, offset, content));
        switch (kind) {
            case CORE_MODULE -> module(component, content);
            case COMPONENT -> {
                if (open.size() == Component.DEEPEST) {
                    throw new WasmException(offset, "components nest deeper than the limit of " + Component.DEEPEST);
                }
                if (++components > Component.MOST_NESTED) {
                    throw new WasmException(offset, "components are more than the limit of " + Component.MOST_NESTED);
                }
                open(content);
                return; // its sections come next
            }
            case IMPORT -> imports(component);
            case EXPORT -> exports(component);
            default -> in.at = in.end; // a structural walk looks into nothing else
        }
        if (in.more()) {
            throw in.fault("section size mismatch: " + in.remaining() + " bytes are left in section " + kind);
        }
    }

    private void module(Open component, Place content) throws WasmException {
        if (++modules > Component.MOST_NESTED) {
            throw in.fault("core modules are more than the limit of " + Component.MOST_NESTED);
        }
        Layer layer = Layer.of(new Place(in.at, Math.min(PREAMBLE, content.size())).of(bytes));
        if (layer != Layer.CORE_MODULE) {
            throw in.fault("magic header not detected: a core module is expected here");
        }
        component.modules.add(content);
        in.at = in.end;
    }

    private void imports(Open component) throws WasmException {
        int count = in.count("imports", limits.imports());
        for (int i = 0; i < count; i++) {
            int offset = in.at;
            String name = name();
            component.imports.add(extern(name, description(), offset));
        }
    }

    private void exports(Open component) throws WasmException {
        int count = in.count("exports", limits.exports());
        for (int i = 0; i < count; i++) {
            int offset = in.at;
            String name = name();
            String kind = sort();
            in.u32();
            int at = in.at;
            int described = in.u8();
            if (described > 1) {
                throw new WasmException(at, "malformed export: 0 or 1 is expected before its type");
            }
            if (described == 1) {
                description();
            }
            component.exports.add(extern(name, kind, offset));
        }
    }

    private Extern extern(String name, String kind, int offset) throws WasmException {
        if (++externs > limits.imports()) {
            throw new WasmException(offset, "imports and exports are more than the limit of " + limits.imports());
        }
        return new Extern(name, kind, offset);
    }

    private String name() throws WasmException {
        int offset = in.at;
        int form = in.u8();
        if (form > 2) {
            throw new WasmException(offset, "malformed name: 0, 1 or 2 is expected before its length");
        }
        String name = in.name(limits.nameBytes());
        // Form 2 carries the rest of a version that the name itself gives in short.
        return form == 2 ? name + in.name(limits.nameBytes()) : name;
    }

    private String sort() throws WasmException {
        int offset = in.at;
        int code = in.u8();
        if (code >= SORTS.length) {
            throw new WasmException(offset, "malformed sort 0x" + Integer.toHexString(code));
        }
        return code == 0 ? coreSort() : SORTS[code];
    }

    private String coreSort() throws WasmException {
        int offset = in.at;
        return switch (in.u8()) {
            case 0x00 -> "core func";
            case 0x01 -> "table";
            case 0x02 -> "memory";
            case 0x03 -> "global";
            case 0x04 -> "tag";
            case 0x10 -> "core type";
            case 0x11 -> "module";
            case 0x12 -> "core instance";
            default -> throw new WasmException(offset, "malformed core sort");
        };
    }

    /** The type of something imported or exported; answers its kind. */
    private String description() throws WasmException {
        int offset = in.at;
        int code = in.u8();
        if (code >= SORTS.length) {
            throw new WasmException(offset, "malformed type of an import or export: 0x" + Integer.toHexString(code));
        }
        switch (code) {
            case 0x00 -> {
                if (in.u8() != 0x11) {
                    throw new WasmException(
                            offset, "malformed type of an import or export: only core modules are core");
                }
                in.u32();
                return "module";
            }
            case 0x02 -> {
                if (bound("value") == 0) {
                    in.u32();
                } else {
                    in.s33(); // a primitive type's code is a negative number
                }
            }
            case 0x03 -> {
                if (bound("type") == 0) {
                    in.u32();
                }
            }
            default -> in.u32();
        }
        return SORTS[code];
    }

    private int bound(String what) throws WasmException {
        int offset = in.at;
        int bound = in.u8();
        if (bound > 1) {
            throw new WasmException(offset, "malformed bound of a " + what + ": 0 or 1 is expected");
        }
        return bound;
    }
}
