package dev.assay.wasm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/** Writes small modules for tests, byte by byte. */
public final class ModuleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static ModuleBytes module() {
        return new ModuleBytes().hex("00 61 73 6D 01 00 00 00");
    }

    public static ModuleBytes content() {
        return new ModuleBytes();
    }

    /** A module whose one function, of type {@code [] -> []}, has this body, with a table, a memory, a mutable i32 global and a data segment. */
    public static byte[] withBody(String code) {
        return module().section(1, "02 60 00 00 60 01 7F 01 7F")
                .section(3, "01 00")
                .section(4, "01 70 00 01")
                .section(5, "01 00 01")
                .section(6, "01 7F 01 41 00 0B")
                .section(9, "01 00 41 00 0B 01 00")
                .section(12, "01")
                .section(10, content().uint(1).sized(content().hex("01 01 7F").hex(code)))
                .section(11, "01 01 02 AA BB")
                .bytes();
    }

    public static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(ModuleBytes.class.getResourceAsStream("/" + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ModuleBytes hex(String hex) {
        return raw(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    public ModuleBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public ModuleBytes repeat(int times, String hex) {
        byte[] once = HexFormat.of().parseHex(hex.replace(" ", ""));
        for (int i = 0; i < times; i++) {
            out.writeBytes(once);
        }
        return this;
    }

    public ModuleBytes uint(long value) {
        long rest = value;
        while (rest > 0x7F) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    /** A number in five bytes, as linkers write it. */
    public ModuleBytes padded(int value) {
        for (int shift = 0; shift < 28; shift += 7) {
            out.write((value >>> shift & 0x7F) | 0x80);
        }
        out.write(value >>> 28);
        return this;
    }

    public ModuleBytes name(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return uint(utf8.length).raw(utf8);
    }

    public ModuleBytes sized(ModuleBytes content) {
        byte[] bytes = content.bytes();
        return uint(bytes.length).raw(bytes);
    }

    public ModuleBytes section(int id, String hex) {
        return section(id, content().hex(hex));
    }

    public ModuleBytes section(int id, ModuleBytes content) {
        out.write(id);
        return sized(content);
    }

    public ModuleBytes custom(String name, ModuleBytes content) {
        return section(0, content().name(name).raw(content.bytes()));
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
