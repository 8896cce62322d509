package dev.assay.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small modules, byte by byte, so that a test can say exactly what is in one. */
final class ModuleBytes {
    private final List<byte[]> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<byte[]> functions = new ArrayList<>();
    private final List<byte[]> tables = new ArrayList<>();
    private final List<byte[]> memories = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();
    private final List<byte[]> customs = new ArrayList<>();
    private final List<byte[]> globals = new ArrayList<>();
    private final List<byte[]> exports = new ArrayList<>();
    private final List<byte[]> elements = new ArrayList<>();
    private int start = -1;
    private boolean named;
    private byte[] trailing = {};

    static ModuleBytes module() {
        return new ModuleBytes();
    }

    /** A function import; types are letters, {@code i} for i32 and {@code I} for i64. */
    ModuleBytes importing(String module, String name, String params, String results) {
        imports.add(join(name(module), name(name), bytes(0), leb(type(params, results))));
        return this;
    }

    ModuleBytes importingGlobal(String module, String name) {
        imports.add(join(name(module), name(name), bytes(3, 0x7f, 0)));
        return this;
    }

    ModuleBytes memory(long pages) {
        memories.add(join(bytes(0), leb(pages)));
        return this;
    }

    /** A memory with addresses of 64 bits. */
    ModuleBytes wideMemory(long pages) {
        memories.add(join(bytes(4), leb(pages)));
        return this;
    }

    ModuleBytes table(long entries) {
        tables.add(join(bytes(0x70, 0), leb(entries)));
        return this;
    }

    /** With the section that says what built it. */
    ModuleBytes named() {
        named = true;
        return this;
    }

    ModuleBytes importingMemory(String module, String name, long pages) {
        imports.add(join(name(module), name(name), bytes(2, 0), leb(pages)));
        return this;
    }

    ModuleBytes boundedMemory(long pages, long most) {
        memories.add(join(bytes(1), leb(pages), leb(most)));
        return this;
    }

    /** A shared memory of threads. */
    ModuleBytes sharedMemory(long pages, long most) {
        memories.add(join(bytes(3), leb(pages), leb(most)));
        return this;
    }

    ModuleBytes boundedTable(long entries, long most) {
        tables.add(join(bytes(0x70, 1), leb(entries), leb(most)));
        return this;
    }

    /** A mutable i32. */
    ModuleBytes global(int value) {
        globals.add(join(bytes(0x7f, 1, 0x41), signed(value), bytes(0x0b)));
        return this;
    }

    /** Kind 0 is a function, 1 a table, 2 a memory, 3 a global. */
    ModuleBytes export(String name, int kind, int index) {
        exports.add(join(name(name), bytes(kind), leb(index)));
        return this;
    }

    ModuleBytes start(int function) {
        start = function;
        return this;
    }

    /** Entries of table 0, from its first. */
    ModuleBytes element(int... functions) {
        List<byte[]> entries = new ArrayList<>();
        for (int function : functions) {
            entries.add(leb(function));
        }
        elements.add(join(bytes(0, 0x41, 0, 0x0b), vector(entries)));
        return this;
    }

    /** A function that takes and gives numbers. */
    ModuleBytes typed(String params, String results, byte[] operators) {
        functions.add(leb(type(params, results)));
        byte[] body = join(bytes(0), operators);
        bodies.add(join(leb(body.length), body));
        return this;
    }

    /** A function of these bytes, its locals included. */
    ModuleBytes raw(byte[] body) {
        functions.add(leb(type("", "")));
        bodies.add(join(leb(body.length), body));
        return this;
    }

    /** Bytes at an address of the memory. */
    ModuleBytes dataAt(int address, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        data.add(join(bytes(0, 0x41), signed(address), bytes(0x0b), leb(bytes.length), bytes));
        return this;
    }

    static byte[] signed(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while (rest < -0x40 || rest > 0x3f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        out.write((int) (rest & 0x7f));
        return out.toByteArray();
    }

    /** A function that does nothing, with this many i32 locals. */
    ModuleBytes function(long locals) {
        return function(locals, bytes(0x0b));
    }

    ModuleBytes function(long locals, byte[] operators) {
        functions.add(leb(type("", "")));
        byte[] declared = locals == 0 ? bytes(0) : join(bytes(1), leb(locals), bytes(0x7f));
        byte[] body = join(declared, operators);
        bodies.add(join(leb(body.length), body));
        return this;
    }

    /** Bytes that are put at the beginning of the memory; there must be one. */
    ModuleBytes data(byte[] bytes) {
        data.add(join(bytes(0, 0x41, 0, 0x0b), leb(bytes.length), bytes));
        return this;
    }

    ModuleBytes data(String text) {
        return data(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    ModuleBytes custom(String name, byte[] content) {
        customs.add(join(name(name), content));
        return this;
    }

    /** Names for functions, from index 0. */
    ModuleBytes names(String... names) {
        List<byte[]> entries = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            entries.add(join(leb(i), name(names[i])));
        }
        byte[] map = vector(entries);
        return custom("name", join(bytes(1), leb(map.length), map));
    }

    ModuleBytes trailing(byte[] bytes) {
        trailing = bytes;
        return this;
    }

    byte[] bytes() {
        List<byte[]> parts = new ArrayList<>(List.of(bytes(0, 'a', 's', 'm', 1, 0, 0, 0)));
        section(parts, 1, types);
        section(parts, 2, imports);
        section(parts, 3, functions);
        section(parts, 4, tables);
        section(parts, 5, memories);
        section(parts, 6, globals);
        section(parts, 7, exports);
        if (start >= 0) {
            byte[] index = leb(start);
            parts.add(join(bytes(8), leb(index.length), index));
        }
        section(parts, 9, elements);
        section(parts, 10, bodies);
        section(parts, 11, data);
        if (named) {
            byte[] producers =
                    join(name("producers"), bytes(1), name("processed-by"), bytes(1), name("test"), name("1"));
            parts.add(join(bytes(0), leb(producers.length), producers));
        }
        customs.forEach(custom -> parts.add(join(bytes(0), leb(custom.length), custom)));
        parts.add(trailing);
        return join(parts.toArray(byte[][]::new));
    }

    private static void section(List<byte[]> parts, int id, List<byte[]> entries) {
        if (!entries.isEmpty()) {
            byte[] content = vector(entries);
            parts.add(join(bytes(id), leb(content.length), content));
        }
    }

    private int type(String params, String results) {
        byte[] type = join(bytes(0x60), valueTypes(params), valueTypes(results));
        for (int i = 0; i < types.size(); i++) {
            if (java.util.Arrays.equals(types.get(i), type)) {
                return i;
            }
        }
        types.add(type);
        return types.size() - 1;
    }

    private static byte[] valueTypes(String letters) {
        byte[] codes = new byte[letters.length()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (letters.charAt(i) == 'i' ? 0x7f : 0x7e);
        }
        return join(leb(codes.length), codes);
    }

    private static byte[] vector(List<byte[]> entries) {
        return join(leb(entries.size()), join(entries.toArray(byte[][]::new)));
    }

    static byte[] name(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return join(leb(utf8.length), utf8);
    }

    static byte[] leb(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
