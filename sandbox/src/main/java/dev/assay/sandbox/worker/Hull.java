package dev.assay.sandbox.worker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * A module whose functions all are {@code unreachable}: what is read of it where compiled code does what they did. Reading bodies that
 * nobody runs would take longer than all the rest.
 */
final class Hull {
    private static final int HEADER = 8;
    private static final int CODE_SECTION = 10;

    /** Its size, no locals, {@code unreachable}, {@code end}. */
    private static final byte[] BODY = {3, 0, 0x00, 0x0b};

    private Hull() {}

    /** {@code module} is one that the engine has accepted; of another the outcome is not defined. */
    static byte[] of(byte[] module) {
        ByteArrayOutputStream hull = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.wrap(module).position(HEADER);
        hull.write(module, 0, HEADER);
        while (in.hasRemaining()) {
            int start = in.position();
            byte section = in.get();
            int end = length(in) + in.position();
            if (section == CODE_SECTION) {
                writeSection(hull, length(in));
            } else {
                hull.write(module, start, end - start);
            }
            in.position(end);
        }
        return hull.toByteArray();
    }

    private static void writeSection(ByteArrayOutputStream hull, int functions) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        writeLength(content, functions);
        for (int i = 0; i < functions; i++) {
            content.writeBytes(BODY);
        }
        hull.write(CODE_SECTION);
        writeLength(hull, content.size());
        hull.writeBytes(content.toByteArray());
    }

    private static int length(ByteBuffer in) {
        int value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }

    private static void writeLength(ByteArrayOutputStream out, int value) {
        int left = value;
        while (left >= 0x80) {
            out.write(left | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }
}
