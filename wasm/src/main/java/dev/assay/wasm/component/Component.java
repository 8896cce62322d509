package dev.assay.wasm.component;

import dev.assay.wasm.WasmException;
import java.util.List;

/**
 * What is in a component. Offsets are in bytes from the start of the outermost one. Immutable.
 *
 * @param place where it lies: the whole input for the outermost one
 * @param imports what it wants, in order
 * @param exports what it gives, in order
 * @param sections every section, in order
 * @param modules the core modules directly in it, in order
 * @param components the components directly in it, in order
 */
public record Component(
        Place place,
        List<Extern> imports,
        List<Extern> exports,
        List<Part> sections,
        List<Place> modules,
        List<Component> components) {
    /** How deep components may nest; the outermost one is at depth 1. */
    public static final int DEEPEST = 32;

    /** How many core modules, and how many components, may be inside the outermost one at any depth. */
    public static final int MOST_NESTED = 1_000;

    /** A run of bytes. */
    public record Place(int offset, int size) {
        /** A copy of these bytes of the input, such as a nested module to be judged by itself. */
        public byte[] of(byte[] input) {
            byte[] copy = new byte[size];
            System.arraycopy(input, offset, copy, 0, size);
            return copy;
        }
    }

    /**
     * A section as it lies in the component.
     *
     * @param kind what it holds
     * @param name of a custom section; empty otherwise
     * @param offset where it begins, its id byte included
     * @param content what follows its length
     */
    public record Part(Kind kind, String name, int offset, Place content) {}

    /** What a section holds, in the order of their ids. Component Model, Binary.md. */
    public enum Kind {
        CUSTOM,
        CORE_MODULE,
        CORE_INSTANCE,
        CORE_TYPE,
        COMPONENT,
        INSTANCE,
        ALIAS,
        TYPE,
        CANON,
        START,
        IMPORT,
        EXPORT,
        VALUE
    }

    /**
     * Something imported or exported.
     *
     * @param name its name in WIT's words, such as {@code wasi:cli/environment@0.2.3}
     * @param kind {@code module}, {@code func}, {@code value}, {@code type}, {@code component}, {@code instance}, or a core sort
     * @param offset where its entry begins
     */
    public record Extern(String name, String kind, int offset) {}

    public Component {
        imports = List.copyOf(imports);
        exports = List.copyOf(exports);
        sections = List.copyOf(sections);
        modules = List.copyOf(modules);
        components = List.copyOf(components);
    }

    /**
     * Walks a component to its innermost parts, without recursion, in time linear in its size.
     *
     * @throws WasmException for anything but a component whose structure is sound, and for nothing else
     */
    public static Component read(byte[] bytes) throws WasmException {
        return new ComponentReader(bytes).read();
    }

    /** The core modules in it at any depth, in the order of their bytes. */
    public List<Place> allModules() {
        // As deep as components nest, which is bounded.
        return java.util.stream.Stream.concat(
                        modules.stream(), components.stream().flatMap(c -> c.allModules().stream()))
                .sorted(java.util.Comparator.comparingInt(Place::offset))
                .toList();
    }
}
