package dev.assay.wasm;

/**
 * The most of everything a module may have before it is refused; the numbers are those of wasm-tools and of the JavaScript interface.
 * Each may be set lower than in {@link #READING}, never higher.
 *
 * @param moduleBytes size of the whole input
 * @param types defined types, and types in one recursive group
 * @param functions imported and defined functions
 * @param imports imports
 * @param exports exports
 * @param globals imported and defined globals
 * @param tags imported and defined exception tags
 * @param tables imported and defined tables
 * @param memories imported and defined memories
 * @param segments data segments, element segments, and custom sections, each
 * @param elements entries of one element segment or initial entries of one table
 * @param nameBytes UTF-8 bytes of one name
 * @param params parameters, and results, of one function type
 * @param fields fields of one struct type, and operands of one {@code array.new_fixed}
 * @param bodyBytes size of one function body
 * @param locals locals of one function, parameters included
 */
public record ReadLimits(
        int moduleBytes,
        int types,
        int functions,
        int imports,
        int exports,
        int globals,
        int tags,
        int tables,
        int memories,
        int segments,
        long elements,
        int nameBytes,
        int params,
        int fields,
        int bodyBytes,
        long locals) {
    private static final int MILLION = 1_000_000;

    /** For describing a module. What costs nothing to describe (locals, body size, table entries) is left to whoever judges the description. */
    public static final ReadLimits READING = new ReadLimits(
            1 << 30,
            MILLION,
            MILLION,
            MILLION,
            MILLION,
            MILLION,
            MILLION,
            100,
            100,
            100_000,
            Long.MAX_VALUE,
            100_000,
            1_000,
            10_000,
            1 << 30,
            0xFFFF_FFFFL);

    /** For judging one: what engines run. The size of a table is left to whoever makes it: a large one is valid. */
    public static final ReadLimits JUDGING = READING.withBodyBytes(7_654_321).withLocals(50_000);

    public ReadLimits {
        atMost("moduleBytes", moduleBytes, 1 << 30);
        atMost("types", types, MILLION);
        atMost("functions", functions, MILLION);
        atMost("imports", imports, MILLION);
        atMost("exports", exports, MILLION);
        atMost("globals", globals, MILLION);
        atMost("tags", tags, MILLION);
        atMost("tables", tables, 100);
        atMost("memories", memories, 100);
        atMost("segments", segments, 100_000);
        atMost("elements", elements, Long.MAX_VALUE);
        atMost("nameBytes", nameBytes, 100_000);
        atMost("params", params, 1_000);
        atMost("fields", fields, 10_000);
        atMost("bodyBytes", bodyBytes, 1 << 30);
        atMost("locals", locals, 0xFFFF_FFFFL);
    }

    private static void atMost(String limit, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(limit + " is " + value + "; it may be 0 to " + most);
        }
    }

    public ReadLimits withModuleBytes(int moduleBytes) {
        return new ReadLimits(
                moduleBytes,
                types,
                functions,
                imports,
                exports,
                globals,
                tags,
                tables,
                memories,
                segments,
                elements,
                nameBytes,
                params,
                fields,
                bodyBytes,
                locals);
    }

    public ReadLimits withTypes(int types) {
        return new ReadLimits(
                moduleBytes,
                types,
                functions,
                imports,
                exports,
                globals,
                tags,
                tables,
                memories,
                segments,
                elements,
                nameBytes,
                params,
                fields,
                bodyBytes,
                locals);
    }

    public ReadLimits withFunctions(int functions) {
        return new ReadLimits(
                moduleBytes,
                types,
                functions,
                imports,
                exports,
                globals,
                tags,
                tables,
                memories,
                segments,
                elements,
                nameBytes,
                params,
                fields,
                bodyBytes,
                locals);
    }

    public ReadLimits withElements(long elements) {
        return new ReadLimits(
                moduleBytes,
                types,
                functions,
                imports,
                exports,
                globals,
                tags,
                tables,
                memories,
                segments,
                elements,
                nameBytes,
                params,
                fields,
                bodyBytes,
                locals);
    }

    public ReadLimits withBodyBytes(int bodyBytes) {
        return new ReadLimits(
                moduleBytes,
                types,
                functions,
                imports,
                exports,
                globals,
                tags,
                tables,
                memories,
                segments,
                elements,
                nameBytes,
                params,
                fields,
                bodyBytes,
                locals);
    }

    public ReadLimits withLocals(long locals) {
        return new ReadLimits(
                moduleBytes,
                types,
                functions,
                imports,
                exports,
                globals,
                tags,
                tables,
                memories,
                segments,
                elements,
                nameBytes,
                params,
                fields,
                bodyBytes,
                locals);
    }
}
