package dev.assay.sandbox.worker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes in the forms that the binary format has. */
final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes raw(int... bytes) {
        for (int one : bytes) {
            out.write(one);
        }
        return this;
    }

    Bytes bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Bytes append(Bytes other) {
        return bytes(other.toByteArray());
    }

    Bytes unsigned(long value) {
        long left = value;
        while (left > 0x7f) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
        return this;
    }

    Bytes signed(long value) {
        long left = value;
        while (left < -64 || left > 63) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>= 7;
        }
        out.write((int) (left & 0x7f));
        return this;
    }

    Bytes fixed(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    Bytes name(String name) {
        return unsigned(name.length()).bytes(name.getBytes(StandardCharsets.US_ASCII));
    }

    Bytes types(String types) {
        unsigned(types.length());
        types.chars().forEach(type -> raw(GeneratedModule.code((char) type)));
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
