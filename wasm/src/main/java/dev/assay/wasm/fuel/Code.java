package dev.assay.wasm.fuel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written: numbers and names as WebAssembly 3.0 §5.2 has them, and the few operators that metering needs. */
final class Code {
    static final int I32 = 0x7F;
    static final int I64 = 0x7E;
    static final int EMPTY = 0x40;

    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    Code raw(byte[] source, int from, int to) {
        int length = to - from;
        if (length > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, size + (size >> 1) + 16));
        }
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    Code raw(Code other) {
        return raw(other.bytes, 0, other.size);
    }

    Code bytes(int... values) {
        for (int value : values) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, size + (size >> 1) + 16);
            }
            bytes[size++] = (byte) value;
        }
        return this;
    }

    Code unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        return bytes((int) rest);
    }

    Code signed(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            bytes((int) (rest & 0x7F) | 0x80);
            rest >>= 7;
        }
        return bytes((int) rest & 0x7F);
    }

    Code name(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return unsigned(utf8.length).raw(utf8, 0, utf8.length);
    }

    /** Something with its size before it. */
    Code sized(Code content) {
        return unsigned(content.size).raw(content);
    }

    Code section(int id, Code content) {
        return bytes(id).sized(content);
    }

    Code call(int function) {
        return bytes(0x10).unsigned(function);
    }

    Code branch(int label) {
        return bytes(0x0C).unsigned(label);
    }

    Code localGet(int local) {
        return bytes(0x20).unsigned(local);
    }

    Code localSet(int local) {
        return bytes(0x21).unsigned(local);
    }

    Code localTee(int local) {
        return bytes(0x22).unsigned(local);
    }

    Code globalGet(int global) {
        return bytes(0x23).unsigned(global);
    }

    Code globalSet(int global) {
        return bytes(0x24).unsigned(global);
    }

    Code i32(int value) {
        return bytes(0x41).signed(value);
    }

    Code i64(long value) {
        return bytes(0x42).signed(value);
    }

    Code end() {
        return bytes(0x0B);
    }
}
