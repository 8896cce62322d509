package dev.assay.audit.trace;

import org.jspecify.annotations.Nullable;

/**
 * Recognises a program or archive inside other bytes. Two magic bytes prove nothing in a megabyte of data, so each
 * format's header must hold together: known codes in every field that has codes, and sizes that fit.
 */
final class EmbeddedFile {
    private final byte[] bytes;
    private final int start;
    private final int to;

    private EmbeddedFile(byte[] bytes, int start, int to) {
        this.bytes = bytes;
        this.start = start;
        this.to = to;
    }

    /** What begins here, or null; a WebAssembly module that is the file itself, at its start, is none. */
    static @Nullable Trace at(byte[] bytes, int at, int to, int from) {
        EmbeddedFile file = new EmbeddedFile(bytes, at, to);
        return switch (bytes[at]) {
            case 0x7f -> file.elf();
            case 'M' -> file.pe();
            case 'P' -> file.zip();
            default -> file.wasm();
        };
    }

    private Trace trace(String what, int headerBytes) {
        return new Trace(Trace.Kind.EMBEDDED_FILE, start, start + headerBytes, what);
    }

    /** ELF gABI 4.1, "ELF Header". */
    private @Nullable Trace elf() {
        if (!ByteScan.hasText(bytes, start, to, "\u007fELF") || to - start < 52) {
            return null;
        }
        int width = u8(4);
        boolean little = u8(5) == 1;
        boolean wide = width == 2;
        if ((width != 1 && !wide) || (!little && u8(5) != 2) || u8(6) != 1 || (wide && to - start < 64)) {
            return null;
        }
        int type = u16(16, little);
        int machine = u16(18, little);
        int tail = wide ? 52 : 40;
        int programEntry = u16(tail + 2, little);
        int sectionEntry = u16(tail + 6, little);
        boolean sound = type >= 1
                && type <= 4
                && machine > 0
                && machine < 300
                && u16(20, little) == (little ? 1 : 0)
                && u16(tail, little) == (wide ? 64 : 52)
                && (programEntry == 0 || programEntry == (wide ? 56 : 32))
                && (sectionEntry == 0 || sectionEntry == (wide ? 64 : 40));
        return sound ? trace("an ELF program (machine " + machine + ")", wide ? 64 : 52) : null;
    }

    /** Microsoft PE and COFF specification, sections 2 and 3.3. */
    private @Nullable Trace pe() {
        if (!ByteScan.hasText(bytes, start, to, "MZ") || to - start < 64) {
            return null;
        }
        long header = u32(0x3c);
        if (header < 4 || header > 0x10000 || start + header + 26 > to) {
            return null;
        }
        int at = (int) header;
        if (!ByteScan.hasText(bytes, start + at, to, "PE\0\0")) {
            return null;
        }
        int machine = u16(at + 4, true);
        int sections = u16(at + 6, true);
        int optional = u16(at + 20, true);
        int magic = u16(at + 24, true);
        boolean sound = switch (machine) {
            case 0x14c, 0x1c0, 0x1c4, 0x200, 0x8664, 0xaa64, 0x5032, 0x5064, 0x6264 -> true;
            default -> false;
        };
        sound &= sections >= 1 && sections <= 96 && optional >= 28 && (magic == 0x10b || magic == 0x20b);
        return sound ? trace("a PE program (machine 0x" + Integer.toHexString(machine) + ")", at + 26) : null;
    }

    /** PKWARE APPNOTE 6.3.10, section 4.3.7. */
    private @Nullable Trace zip() {
        if (!ByteScan.hasText(bytes, start, to, "PK\u0003\u0004") || to - start < 30) {
            return null;
        }
        int flags = u16(6, true);
        int method = u16(8, true);
        int date = u16(12, true);
        int month = date >> 5 & 15;
        int day = date & 31;
        long packed = u32(18);
        int nameLength = u16(26, true);
        int bodyAt = 30 + nameLength + u16(28, true);
        boolean streamed = (flags & 8) != 0;
        boolean known = switch (method) {
            case 0, 1, 6, 8, 9, 12, 14, 93, 95, 98 -> true;
            default -> false;
        };
        boolean sound = u16(4, true) <= 63
                && (flags & 0xd780) == 0
                && known
                && (date == 0 || (month >= 1 && month <= 12 && day >= 1))
                && nameLength >= 1
                && nameLength <= 1024
                && start + bodyAt <= to
                && (streamed || start + bodyAt + packed <= to)
                && isName(start + 30, nameLength);
        return sound ? trace("a ZIP archive", bodyAt) : null;
    }

    private boolean isName(int at, int length) {
        for (int i = at; i < at + length; i++) {
            if (bytes[i] >= 0 && bytes[i] < 0x20) {
                return false;
            }
        }
        return true;
    }

    /** WebAssembly 3.0, section 5.5: the preamble, then sections whose sizes fit, at least one of them not custom. */
    private @Nullable Trace wasm() {
        if (!ByteScan.hasText(bytes, start, to, "\0asm\u0001\0\0\0") || start == 0) {
            return null;
        }
        int at = start + 8;
        int standard = 0;
        while (at < to && bytes[at] >= 0 && bytes[at] <= 13) {
            int id = bytes[at++];
            long size = 0;
            int shift = 0;
            int b = 0x80;
            while ((b & 0x80) != 0 && at < to && shift < 35) {
                b = bytes[at++];
                size |= (long) (b & 0x7f) << shift;
                shift += 7;
            }
            if ((b & 0x80) != 0 || size == 0 || at + size > to) {
                break;
            }
            standard += id == 0 ? 0 : 1;
            at += (int) size;
        }
        return standard > 0 ? trace("a WebAssembly module", at - start) : null;
    }

    private int u8(int offset) {
        return bytes[start + offset] & 0xff;
    }

    private int u16(int offset, boolean little) {
        int first = u8(offset);
        int second = u8(offset + 1);
        return little ? first | second << 8 : first << 8 | second;
    }

    private long u32(int offset) {
        return u16(offset, true) | (long) u16(offset + 2, true) << 16;
    }
}
