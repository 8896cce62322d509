package dev.assay.wasm;

import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a core module from its first byte to its last, once, section by section. WebAssembly 3.0 §5.5. Used for one module, by one thread. */
final class ModuleReader {
    final Input in;
    final ReadLimits limits;
    final Spaces spaces = new Spaces();
    final Needs needs;
    final SegmentReader segments;
    final List<Import> imports = new ArrayList<>();
    final List<Export> exports = new ArrayList<>();
    final List<ExternType.Table> tables = new ArrayList<>();
    final List<ExternType.Memory> memories = new ArrayList<>();
    final List<ExternType.Global> globals = new ArrayList<>();
    final List<Summary.Part> parts = new ArrayList<>();
    final List<CustomSection> customs = new ArrayList<>();
    final Function.Columns functions;
    /** Function to call first, and where the first byte is that no section holds; negative for neither. */
    int start = -1;

    int trailing = -1;

    private final TypeReader types;
    private final LimitsReader bounds;
    private final ExpressionReader expressions;
    private final Ints definedTypes = new Ints();
    /** Where the initial value of each defined global begins. */
    final Ints globalExpressions = new Ints();

    private final Set<String> exportNames = new HashSet<>();

    private final boolean judging;

    private ModuleReader(byte[] bytes, ReadLimits limits, FeatureSet allowed, boolean judging) {
        this.in = new Input(bytes);
        this.limits = limits;
        this.needs = new Needs(allowed);
        this.judging = judging;
        Subtyping subtyping = judging ? new Subtyping(spaces.types) : null;
        this.types = new TypeReader(in, limits, needs, spaces.types, subtyping);
        this.bounds = new LimitsReader(in, needs);
        OperatorReader operators = new OperatorReader(in, spaces, types, needs, limits);
        this.functions = new Function.Columns(spaces, definedTypes);
        this.expressions = new ExpressionReader(in, spaces, types, limits, operators, functions, subtyping);
        this.segments = new SegmentReader(in, spaces, types, needs, limits, expressions);
    }

    /** Describes whatever can be read. */
    static ModuleReader describing(byte[] bytes, ReadLimits limits) {
        return new ModuleReader(bytes, limits, FeatureSet.ALL, false);
    }

    /** Refuses whatever is not valid with these features. */
    static ModuleReader judging(byte[] bytes, ReadLimits limits, FeatureSet allowed) {
        return new ModuleReader(bytes, limits, allowed, true);
    }

    /** Makes it read each operator by itself, for tests to compare. */
    ModuleReader stepwise() {
        expressions.stepwise = true;
        return this;
    }

    /** Reads everything. Afterwards the fields say what there is. */
    void read() throws WasmException {
        if (in.end > limits.moduleBytes()) {
            throw new WasmException(0, "the module has " + in.end + " bytes, the limit is " + limits.moduleBytes());
        }
        Layer.requireCoreModule(in);
        int last = 0;
        while (in.more() && trailing < 0) {
            int offset = in.at;
            Section section = Section.of(in.u8());
            if (section == null && judging) {
                throw new WasmException(offset, "malformed section id: what begins here is no section");
            }
            if (section == null) {
                trailing = offset;
                break;
            }
            if (section != Section.CUSTOM) {
                if (section.place() <= last) {
                    throw new WasmException(
                            offset, "unexpected content after last section: " + section + " is out of order");
                }
                last = section.place();
                requireCode(section, offset);
            }
            int size = in.length("section");
            in.end = in.at + size;
            parts.add(new Summary.Part(section.id(), offset, in.at, size));
            content(section, offset);
            if (in.more()) {
                throw in.fault("section size mismatch: " + in.remaining() + " bytes are left in section " + section);
            }
            in.end = in.bytes.length;
        }
        requireCode(Section.DATA, in.at);
        if (spaces.dataCount > 0 && segments.data.isEmpty()) {
            throw in.fault(inconsistentData(0));
        }
    }

    /** Whatever comes after the code section needs the code to be complete. */
    private void requireCode(Section section, int offset) throws WasmException {
        if (section == Section.DATA && expressions.bodies != definedTypes.size()) {
            throw new WasmException(offset, inconsistentCode(expressions.bodies));
        }
    }

    private String inconsistentCode(int bodies) {
        return "function and code section have inconsistent lengths: " + definedTypes.size() + " functions, " + bodies
                + " bodies";
    }

    private String inconsistentData(int segments) {
        return "data count and data section have inconsistent lengths: " + spaces.dataCount + " announced, " + segments
                + " found";
    }

    private void content(Section section, int offset) throws WasmException {
        switch (section) {
            case CUSTOM -> custom(offset);
            case TYPE -> types.section();
            case IMPORT -> each("imports", limits.imports(), this::imported);
            case FUNCTION -> each("functions", limits.functions() - spaces.functions.size(), this::function);
            case TABLE -> each("tables", limits.tables() - tables.size(), this::table);
            case MEMORY -> each("memories", limits.memories() - memories.size(), this::memory);
            case TAG -> {
                needs.need(Feature.EXCEPTIONS, offset, "a tag section");
                each("tags", limits.tags() - spaces.tags.size(), this::tag);
            }
            case GLOBAL -> each("globals", limits.globals() - spaces.globals.size(), this::global);
            case EXPORT -> each("exports", limits.exports(), this::export);
            case START -> startFunction();
            case ELEMENT -> each("element segments", limits.segments(), segments::element);
            case DATA_COUNT -> {
                needs.need(Feature.BULK_MEMORY, offset, "a data count section");
                spaces.dataCount = in.count("data segments", limits.segments());
            }
            case CODE -> code();
            case DATA -> data();
        }
    }

    /** One entry of a section. */
    private interface Entry {
        void read() throws WasmException;
    }

    private void each(String what, int most, Entry entry) throws WasmException {
        int count = in.count(what, most);
        for (int i = 0; i < count; i++) {
            entry.read();
        }
    }

    private void custom(int offset) throws WasmException {
        if (customs.size() == limits.segments()) {
            throw new WasmException(offset, "custom sections are more than the limit of " + limits.segments());
        }
        String name = in.name(limits.nameBytes());
        customs.add(new CustomSection(name, offset, in.end - offset, in.at, in.remaining()));
        in.at = in.end;
    }

    private void imported() throws WasmException {
        int offset = in.at;
        String module = in.name(limits.nameBytes());
        String name = in.name(limits.nameBytes());
        int at = in.at;
        ExternType type = switch (in.u8()) {
            case 0 -> {
                int index = types.funcTypeIndex();
                spaces.functions.add(index);
                spaces.importedFunctions++;
                yield functions.type(index);
            }
            case 1 -> tableType();
            case 2 -> addMemory();
            case 3 -> {
                ExternType.Global global = globalType();
                spaces.importedGlobals++;
                if (global.mutable()) {
                    needs.need(Feature.MUTABLE_GLOBAL, offset, "an imported mutable global");
                }
                yield global;
            }
            case 4 -> {
                needs.need(Feature.EXCEPTIONS, at, "an imported tag");
                yield new ExternType.Tag(functions.type(addTag()).params());
            }
            default -> throw new WasmException(at, "malformed import kind");
        };
        requireTotals(at);
        imports.add(new Import(module, name, type, offset));
    }

    private void requireTotals(int offset) throws WasmException {
        if (tables.size() > limits.tables()
                || memories.size() > limits.memories()
                || spaces.functions.size() > limits.functions()
                || globals.size() > limits.globals()
                || spaces.tags.size() > limits.tags()) {
            throw new WasmException(offset, "imports of one kind are more than its limit");
        }
    }

    private void function() throws WasmException {
        int index = types.funcTypeIndex();
        spaces.functions.add(index);
        definedTypes.add(index);
    }

    private void table() throws WasmException {
        int offset = in.at;
        boolean initialised = in.peek() == 0x40;
        if (initialised) {
            in.at++;
            needs.need(Feature.FUNCTION_REFERENCES, offset, "a table with an initial value");
            if (in.u8() != 0) {
                throw new WasmException(offset, "malformed table: 40 00 begins one with an initial value");
            }
        }
        tableType();
        int type = spaces.tables.get(spaces.tables.size() - 1);
        if (initialised) {
            expressions.constant(type);
        } else if (!ValType.isDefaultable(type)) {
            throw new WasmException(
                    offset, "type mismatch: a table of " + ValType.text(type) + " needs an initial value");
        }
    }

    private ExternType.Table tableType() throws WasmException {
        int offset = in.at;
        int element = types.refType();
        ExternType.Bounds entries = bounds.table();
        if (entries.minimum() > limits.elements()) {
            throw new WasmException(
                    offset, "the table has " + entries.minimum() + " entries, the limit is " + limits.elements());
        }
        spaces.wideTables.set(spaces.tables.size(), entries.wide());
        spaces.tables.add(element);
        ExternType.Table table = new ExternType.Table(ValType.text(element), entries);
        tables.add(table);
        if (tables.size() > 1) {
            needs.need(Feature.REFERENCE_TYPES, offset, "multiple tables");
        }
        return table;
    }

    private void memory() throws WasmException {
        addMemory();
    }

    private ExternType.Memory addMemory() throws WasmException {
        int offset = in.at;
        ExternType.Memory memory = bounds.memory();
        spaces.wideMemories.set(spaces.memories++, memory.limits().wide());
        memories.add(memory);
        if (memories.size() > 1) {
            needs.need(Feature.MULTI_MEMORY, offset, "multiple memories");
        }
        return memory;
    }

    private void global() throws WasmException {
        int type = types.valType();
        boolean mutable = types.mutability();
        globalExpressions.add(in.at);
        expressions.constant(type);
        add(type, mutable);
    }

    private ExternType.Global globalType() throws WasmException {
        int type = types.valType();
        return add(type, types.mutability());
    }

    private ExternType.Global add(int type, boolean mutable) {
        spaces.mutableGlobals.set(spaces.globals.size(), mutable);
        spaces.globals.add(type);
        ExternType.Global global = new ExternType.Global(ValType.text(type), mutable);
        globals.add(global);
        return global;
    }

    private void tag() throws WasmException {
        addTag();
    }

    private int addTag() throws WasmException {
        int offset = in.at;
        if (in.u8() != 0) {
            throw new WasmException(offset, "malformed tag attribute: 0 is expected");
        }
        int type = types.funcTypeIndex();
        if (spaces.types.results(type) != 0) {
            throw new WasmException(offset, "non-empty tag result type");
        }
        spaces.tags.add(type);
        return type;
    }

    private void export() throws WasmException {
        int offset = in.at;
        String name = in.name(limits.nameBytes());
        if (!exportNames.add(name)) {
            throw new WasmException(offset, "duplicate export name \"" + name + "\"");
        }
        int kind = in.u8();
        int at = in.at;
        int index = in.u32();
        ExternType type = switch (kind) {
            case 0 -> {
                Spaces.require(index, spaces.functions.size(), "function", at);
                spaces.declaredFunctions.set(index);
                yield functions.type(spaces.functions.get(index));
            }
            case 1 -> tables.get(Spaces.require(index, tables.size(), "table", at));
            case 2 -> memories.get(Spaces.require(index, memories.size(), "memory", at));
            case 3 -> {
                ExternType.Global global = globals.get(Spaces.require(index, globals.size(), "global", at));
                if (global.mutable()) {
                    needs.need(Feature.MUTABLE_GLOBAL, offset, "an exported mutable global");
                }
                yield global;
            }
            case 4 -> {
                Spaces.require(index, spaces.tags.size(), "tag", at);
                yield new ExternType.Tag(functions.type(spaces.tags.get(index)).params());
            }
            default -> throw new WasmException(at - 1, "malformed export kind");
        };
        exports.add(new Export(name, type, index, offset));
    }

    private void startFunction() throws WasmException {
        int offset = in.at;
        start = Spaces.require(in.u32(), spaces.functions.size(), "function", offset);
        int type = spaces.functions.get(start);
        if (spaces.types.params(type) != 0 || spaces.types.results(type) != 0) {
            throw new WasmException(offset, "start function must take and give nothing: function " + start);
        }
    }

    private void code() throws WasmException {
        int offset = in.at;
        int count = in.count("bodies", limits.functions());
        if (count != definedTypes.size()) {
            throw new WasmException(offset, inconsistentCode(count));
        }
        if (!judging) {
            functions.reserve(Math.min(count, in.remaining()));
        }
        for (int i = 0; i < count; i++) {
            expressions.body(definedTypes.get(i));
        }
    }

    private void data() throws WasmException {
        int offset = in.at;
        int count = in.count("data segments", limits.segments());
        if (spaces.dataCount != Spaces.UNDECLARED && count != spaces.dataCount) {
            throw new WasmException(offset, inconsistentData(count));
        }
        for (int i = 0; i < count; i++) {
            segments.dataSegment();
        }
    }
}
