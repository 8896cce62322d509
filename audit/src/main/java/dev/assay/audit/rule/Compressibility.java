package dev.assay.audit.rule;

import java.util.OptionalLong;
import java.util.zip.Deflater;

/**
 * How much smaller bytes become when they are compressed. Only what repeats itself wherever it is looked at is compressed at all:
 * a hundredth of its size nothing else can have, and compressing every module would take longer than judging it.
 */
final class Compressibility {
    private static final int SMALLEST = 64 << 10;
    private static final int BOMB = 100;
    private static final int PROBES = 5;
    private static final int NEAR = 32 << 10;
    private static final int LONG_MATCH = 1_000;

    private Compressibility() {}

    /** The ratio, where it is more than a hundred. */
    static OptionalLong ratio(byte[] bytes) {
        if (bytes.length < SMALLEST || !repeatsItself(bytes)) {
            return OptionalLong.empty();
        }
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] piece = new byte[16 << 10];
            long packed = 0;
            while (!deflater.finished()) {
                packed += deflater.deflate(piece);
                if (packed * BOMB >= bytes.length) {
                    return OptionalLong.empty();
                }
            }
            return OptionalLong.of(bytes.length / Math.max(1, packed));
        } finally {
            deflater.end();
        }
    }

    private static boolean repeatsItself(byte[] bytes) {
        int repeating = 0;
        for (int probe = 1; probe <= PROBES; probe++) {
            int at = (int) ((long) bytes.length * probe / (PROBES + 1));
            repeating += repeatsAt(bytes, at) ? 1 : 0;
        }
        return repeating >= PROBES - 1;
    }

    /** Whether what stands here stands before it too, for long. */
    private static boolean repeatsAt(byte[] bytes, int at) {
        int first = Math.max(0, at - NEAR);
        for (int other = at - 1; other >= first; other--) {
            if (bytes[other] == bytes[at] && bytes[other + 1] == bytes[at + 1]) {
                int length = 0;
                while (length < LONG_MATCH
                        && at + length < bytes.length
                        && bytes[other + length] == bytes[at + length]) {
                    length++;
                }
                if (length == LONG_MATCH) {
                    return true;
                }
            }
        }
        return false;
    }
}
