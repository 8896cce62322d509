package dev.assay.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Modules of few bytes that ask for much. */
final class Bombs {
    private Bombs() {}

    /** Writes them into a folder, and gives their names. */
    static List<String> write(Path folder) throws IOException {
        Files.write(
                folder.resolve("blocks.wasm"), bodies(1, hex("00"), times(1_000_000, "0240"), times(1_000_001, "0B")));
        Files.write(folder.resolve("locals.wasm"), bodies(20_000, hex("01 D0 86 03 7E 0B")));
        Files.write(folder.resolve("table.wasm"), module(section(4, hex("01 70 00 80 AD E2 04"))));
        Files.write(folder.resolve("memory.wasm"), module(section(5, hex("01 00 80 80 04"))));
        Files.write(
                folder.resolve("branches.wasm"),
                bodies(100, hex("00 41 00 0E"), uint(65_520), times(65_521, "00"), hex("0B")));
        Files.write(folder.resolve("types.wasm"), module(section(1, chain(1_000_000))));
        Files.write(folder.resolve("length.wasm"), module(hex("01 FF FF FF FF 07")));
        return List.of(
                "blocks.wasm",
                "locals.wasm",
                "table.wasm",
                "memory.wasm",
                "branches.wasm",
                "types.wasm",
                "length.wasm");
    }

    private static byte[] module(byte[] sections) {
        return join(hex("00 61 73 6D 01 00 00 00"), sections);
    }

    /** So many functions of this one body. */
    private static byte[] bodies(int count, byte[]... body) {
        byte[] whole = join(body);
        byte[] sized = join(uint(whole.length), whole);
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        code.writeBytes(uint(count));
        for (int i = 0; i < count; i++) {
            code.writeBytes(sized);
        }
        return module(join(
                section(1, hex("01 60 00 00")),
                section(3, join(uint(count), times(count, "00"))),
                section(10, code.toByteArray())));
    }

    /** One recursive group in which every type refers to the next and the last to the first. */
    private static byte[] chain(int length) {
        ByteArrayOutputStream types = new ByteArrayOutputStream();
        types.writeBytes(hex("01 4E"));
        types.writeBytes(uint(length));
        for (int i = 1; i <= length; i++) {
            types.writeBytes(hex("5F 01 63"));
            int next = i % length;
            types.writeBytes(new byte[] {
                (byte) (next | 0x80),
                (byte) ((next >>> 7) | 0x80),
                (byte) ((next >>> 14) | 0x80),
                (byte) ((next >>> 21) | 0x80),
                0,
                0
            });
        }
        return types.toByteArray();
    }

    private static byte[] section(int id, byte[] content) {
        return join(new byte[] {(byte) id}, uint(content.length), content);
    }

    private static byte[] uint(int value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int rest = value;
        for (; rest > 0x7F; rest >>>= 7) {
            bytes.write((rest & 0x7F) | 0x80);
        }
        bytes.write(rest);
        return bytes.toByteArray();
    }

    private static byte[] times(int count, String hex) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] once = hex(hex);
        for (int i = 0; i < count; i++) {
            bytes.writeBytes(once);
        }
        return bytes.toByteArray();
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
