package dev.assay.wasm;

import dev.assay.wasm.feature.FeatureSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;

/**
 * What is in a core module, by a structural decode ({@link WasmModule#read(byte[])}): a description, not a judgement; {@link Validator} judges. Offsets are in bytes from the
 * start of the module. Immutable and safe for concurrent use as long as nobody changes the array it was read from.
 */
public final class Summary {
    private static final int REF_FUNC = 0xD2;
    private static final int END = 0x0B;

    private final ModuleReader module;
    private final CustomReader customs;

    Summary(ModuleReader module) {
        this.module = module;
        this.customs = new CustomReader(module.in.bytes, module.spaces.functions.size(), module.limits);
        customs.read(module.customs);
    }

    /**
     * A section as it lies in the module.
     *
     * @param id its number, 0 for a custom one
     * @param offset where it begins, its id byte included
     * @param contentOffset where its content begins
     * @param contentSize bytes of its content
     */
    public record Part(int id, int offset, int contentOffset, int contentSize) {}

    /** {@link Layer#CORE_MODULE} or {@link Layer#OBJECT}. */
    public Layer layer() {
        return customSections().stream().anyMatch(s -> Layer.isForLinkers(s.name())) ? Layer.OBJECT : Layer.CORE_MODULE;
    }

    /** Bytes of the whole input. */
    public int size() {
        return module.in.bytes.length;
    }

    /** Where bytes begin that belong to no section. Such bytes make the module malformed: whoever judges it must refuse it. */
    public OptionalInt trailing() {
        return module.trailing < 0 ? OptionalInt.empty() : OptionalInt.of(module.trailing);
    }

    /** Imports, in order. */
    public List<Import> imports() {
        return Collections.unmodifiableList(module.imports);
    }

    /** Exports, in order; no two have the same name. */
    public List<Export> exports() {
        return Collections.unmodifiableList(module.exports);
    }

    /** The export of this name. */
    public Optional<Export> export(String name) {
        return module.exports.stream().filter(e -> e.name().equals(name)).findFirst();
    }

    /** Number of defined types. */
    public int types() {
        return module.spaces.types.size();
    }

    /** The function type of this index, if that type is a function type. */
    public Optional<ExternType.Func> functionType(int type) {
        return type >= 0 && type < types() && module.spaces.types.isFunc(type)
                ? Optional.of(module.spaces.types.func(type))
                : Optional.empty();
    }

    /**
     * The type of this index in text format, such as {@code (sub final 0 (struct (field (mut i8))))}. Other types are named by their indices.
     *
     * @throws IndexOutOfBoundsException if there is no such type
     */
    public String typeText(int type) {
        return module.spaces.types.text(Objects.checkIndex(type, types()));
    }

    /** How many fields a struct of this type has; 1 for an array, 0 for a function. */
    public int fields(int type) {
        Objects.checkIndex(type, types());
        return module.spaces.types.isFunc(type) ? 0 : module.spaces.types.fields(type);
    }

    /** All memories, imported ones first. */
    public List<ExternType.Memory> memories() {
        return Collections.unmodifiableList(module.memories);
    }

    /** All tables, imported ones first. */
    public List<ExternType.Table> tables() {
        return Collections.unmodifiableList(module.tables);
    }

    /** All globals, imported ones first. */
    public List<ExternType.Global> globals() {
        return Collections.unmodifiableList(module.globals);
    }

    /** The integer that a global begins with, where the module defines it and its initial value is one constant. */
    public OptionalLong initialValue(int global) {
        int row = global - module.spaces.importedGlobals;
        return row < 0 || row >= module.globalExpressions.size()
                ? OptionalLong.empty()
                : module.in.integerConstant(module.globalExpressions.get(row));
    }

    /** The functions that an element segment holds, in order; −1 for an entry that is no function by its index. */
    public int[] functions(ElementSegment segment) {
        int[] entries = new int[segment.count()];
        Input in = new Input(module.in.bytes);
        in.at = segment.entriesOffset();
        try {
            for (int i = 0; i < entries.length; i++) {
                if (!segment.byExpression()) {
                    entries[i] = in.u32();
                    continue;
                }
                entries[i] = -1;
                if (in.peek() == REF_FUNC) {
                    in.at++;
                    entries[i] = in.u32();
                }
                while (in.peek() != END) {
                    in.at = Operators.end(in.bytes, in.at);
                    entries[i] = -1;
                }
                in.at++;
            }
        } catch (WasmException e) {
            throw new AssertionError("the segment was read before", e);
        }
        return entries;
    }

    /** Those functions that the module itself calls by one of these names. Takes a look at the length of each name. */
    public List<Integer> functionsNamed(Set<String> names) {
        return customs.functionsNamed(names);
    }

    /** Number of functions, imported ones included. */
    public int functionCount() {
        return module.spaces.functions.size();
    }

    /** The functions this module defines, in order; element {@code i} has function index {@code imported + i}. */
    public List<Function> functions() {
        return module.functions;
    }

    /** The name that the {@code name} section gives a function. */
    public Optional<String> functionName(int function) {
        return customs.functionName(function);
    }

    /** Steps through the operators of a function, which must be one of {@link #functions()} of this summary. */
    public Operators operators(Function function) {
        return new Operators(module, function);
    }

    /** Whether a reference to this function is taken anywhere: only then can an indirect call reach it. Exported functions count. */
    public boolean isReferenced(int function) {
        return module.spaces.declaredFunctions.get(function);
    }

    /** Index of the type of a function, imported ones included. */
    public int typeOf(int function) {
        return module.spaces.functions.get(function);
    }

    /**
     * Up to eight bytes of the module as a number: what a float or vector constant holds.
     *
     * @throws IndexOutOfBoundsException if they are not all in the module
     */
    public long littleEndian(int offset, int count) {
        return module.in.littleEndian(offset, count);
    }

    /** The function that runs at instantiation. */
    public OptionalInt start() {
        return module.start < 0 ? OptionalInt.empty() : OptionalInt.of(module.start);
    }

    public List<DataSegment> dataSegments() {
        return Collections.unmodifiableList(module.segments.data);
    }

    public List<ElementSegment> elementSegments() {
        return Collections.unmodifiableList(module.segments.elements);
    }

    /** Every section, in order. */
    public List<Part> sections() {
        return Collections.unmodifiableList(module.parts);
    }

    /**
     * How surprising the bytes of a data segment are, in bits a byte: 0 where all are the same, 8 at most; compressed or encrypted bytes come
     * close to 8.
     */
    public double entropy(DataSegment segment) {
        int[] counts = new int[256];
        for (int i = 0; i < segment.length(); i++) {
            counts[module.in.bytes[segment.offset() + i] & 0xFF]++;
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / segment.length();
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }

    /** Every custom section, in order, duplicates too. */
    public List<CustomSection> customSections() {
        return Collections.unmodifiableList(module.customs);
    }

    /** What is wrong inside {@code name}, {@code producers} and {@code target_features}. */
    public List<CustomSection.Problem> problems() {
        return Collections.unmodifiableList(customs.problems);
    }

    /** The module's own name, if its {@code name} section gives one. */
    public Optional<String> moduleName() {
        return customs.moduleName.isEmpty() ? Optional.empty() : Optional.of(customs.moduleName);
    }

    public List<Producer> producers() {
        return Collections.unmodifiableList(customs.producers);
    }

    /** The {@code target_features} section's claims, each with its prefix, such as {@code +simd128}. */
    public List<String> targetFeatures() {
        return Collections.unmodifiableList(customs.targetFeatures);
    }

    /** A copy of the bytes after the name of one of {@link #customSections()}. */
    public byte[] content(CustomSection section) {
        return Arrays.copyOfRange(
                module.in.bytes, section.contentOffset(), section.contentOffset() + section.contentSize());
    }

    /** The features this module needs, computed from its bytes and from no claim in it. */
    public FeatureSet needs() {
        return module.needs.met();
    }

    /** The names of {@link #needs()}. */
    public SortedSet<String> features() {
        return needs().ids();
    }
}
