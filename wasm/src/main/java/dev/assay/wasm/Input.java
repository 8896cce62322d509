package dev.assay.wasm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalLong;

/** A cursor over the bytes: integers, names and bounds of WebAssembly 3.0 §5.2. Copies nothing; never reads at or past {@link #end}. For one thread. */
public final class Input {
    final byte[] bytes;
    /** Where the next byte is read. */
    public int at;
    /** Where the current bounds end. */
    public int end;

    /** Over all bytes of an array, from the first. */
    public Input(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    public boolean more() {
        return at < end;
    }

    public int remaining() {
        return end - at;
    }

    public WasmException fault(String reason) {
        return new WasmException(at, reason);
    }

    private WasmException over() {
        return fault(end == bytes.length ? "unexpected end" : "unexpected end of section or function");
    }

    public int u8() throws WasmException {
        if (at >= end) {
            throw over();
        }
        return bytes[at++] & 0xFF;
    }

    public int peek() throws WasmException {
        if (at >= end) {
            throw over();
        }
        return bytes[at] & 0xFF;
    }

    public void skip(int count) throws WasmException {
        if (count > end - at) {
            throw over();
        }
        at += count;
    }

    /** A little-endian 32-bit word. */
    public int word() throws WasmException {
        int start = at;
        skip(4);
        return (bytes[start] & 0xFF)
                | (bytes[start + 1] & 0xFF) << 8
                | (bytes[start + 2] & 0xFF) << 16
                | bytes[start + 3] << 24;
    }

    /** Up to eight bytes anywhere as a number; all must be there. */
    long littleEndian(int offset, int count) {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[offset + i] & 0xFFL) << (8 * i);
        }
        return value;
    }

    /** The number that a constant expression is, beginning there, if it is one integer and nothing else. */
    OptionalLong integerConstant(int offset) {
        Input constant = new Input(bytes);
        constant.at = offset;
        try {
            int opcode = constant.u8();
            if (opcode != 0x41 && opcode != 0x42) {
                return OptionalLong.empty();
            }
            long value = opcode == 0x41 ? constant.s32() : constant.s64();
            return constant.u8() == 0x0B ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (WasmException e) {
            return OptionalLong.empty();
        }
    }

    /** An unsigned 32-bit integer that must fit an int: what no limit of ours allows is refused as too large for {@code what}. */
    public int count(String what, int most) throws WasmException {
        int start = at;
        int value = u32();
        if (Integer.compareUnsigned(value, most) > 0) {
            throw new WasmException(start, what + " are " + Integer.toUnsignedString(value) + ", the limit is " + most);
        }
        return value;
    }

    /** The length of something that lies inside the current bounds. */
    public int length(String what) throws WasmException {
        int start = at;
        int value = u32();
        if (Integer.compareUnsigned(value, end - at) > 0) {
            throw new WasmException(
                    start,
                    "length out of bounds: unexpected end, the " + what + " claims " + Integer.toUnsignedString(value)
                            + " bytes, " + (end - at) + " are left");
        }
        return value;
    }

    /** An unsigned 32-bit integer, as the bits of an int. */
    public int u32() throws WasmException {
        if (at < end && bytes[at] >= 0) {
            return bytes[at++];
        }
        int start = at;
        int result = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int b = u8();
            result |= (b & 0x7F) << shift;
            if (b < 0x80) {
                return result;
            }
        }
        int last = u8();
        requireLast(start, last, (last & 0x70) == 0);
        return result | last << 28;
    }

    int s32() throws WasmException {
        int start = at;
        int result = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int b = u8();
            result |= (b & 0x7F) << shift;
            if (b < 0x80) {
                int unused = 25 - shift;
                return result << unused >> unused;
            }
        }
        int last = u8();
        int sign = last & 0x78;
        requireLast(start, last, sign == 0 || sign == 0x78);
        return result | last << 28;
    }

    /** A 33-bit signed integer: type indices where negative codes are types. */
    public long s33() throws WasmException {
        int start = at;
        long result = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int b = u8();
            result |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                int unused = 57 - shift;
                return result << unused >> unused;
            }
        }
        int last = u8();
        int sign = last & 0x70;
        requireLast(start, last, sign == 0 || sign == 0x70);
        return (result | (long) last << 28) << 29 >> 29;
    }

    long s64() throws WasmException {
        int start = at;
        long result = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int b = u8();
            result |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                int unused = 57 - shift;
                return result << unused >> unused;
            }
        }
        int last = u8();
        requireLast(start, last, last == 0 || last == 0x7F);
        return result | (long) last << 63;
    }

    /** An unsigned 64-bit integer, as the bits of a long. */
    long u64() throws WasmException {
        int start = at;
        long result = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int b = u8();
            result |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return result;
            }
        }
        int last = u8();
        requireLast(start, last, last <= 1);
        return result | (long) last << 63;
    }

    private static void requireLast(int start, int last, boolean fits) throws WasmException {
        if (last >= 0x80) {
            throw new WasmException(start, "integer representation too long");
        }
        if (!fits) {
            throw new WasmException(start, "integer too large");
        }
    }

    /** A name of at most {@code most} bytes: its length, then strict UTF-8. */
    public String name(int most) throws WasmException {
        int length = length("name");
        if (length > most) {
            throw fault("a name has " + length + " bytes, the limit is " + most);
        }
        int start = at;
        at += length;
        return text(start, length);
    }

    String text(int start, int length) throws WasmException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WasmException(start, "malformed UTF-8 encoding");
        }
    }
}
