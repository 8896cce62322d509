package dev.assay.audit.trace;

import java.util.OptionalLong;

/** Whether a file is also something else, by how the other format's readers find their beginning. */
public final class Polyglot {
    private static final int END_OF_DIRECTORY = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int PDF_HEADER_WITHIN = 1024;

    private Polyglot() {}

    /** Where the end of a ZIP's central directory stands, as APPNOTE 4.3.16 has readers search for it: from the end. */
    public static OptionalLong archive(byte[] bytes) {
        int first = Math.max(0, bytes.length - END_OF_DIRECTORY - LONGEST_COMMENT);
        for (int at = bytes.length - END_OF_DIRECTORY; at >= first; at--) {
            if (ByteScan.hasText(bytes, at, bytes.length, "PK\u0005\u0006") && isDirectoryEnd(bytes, at)) {
                return OptionalLong.of(at);
            }
        }
        return OptionalLong.empty();
    }

    /** The comment must end where the file does, and the directory must end where its end record begins. */
    private static boolean isDirectoryEnd(byte[] bytes, int at) {
        long size = word(bytes, at + 12, 4);
        long comment = word(bytes, at + 20, 2);
        long start = at - size;
        return at + END_OF_DIRECTORY + comment == bytes.length
                && start >= 0
                && ByteScan.hasText(bytes, (int) start, bytes.length, "PK\u0001\u0002");
    }

    /** Where a PDF's header stands: its readers look for it in the first kilobyte (ISO 32000-1, annex H). */
    public static OptionalLong document(byte[] bytes) {
        int last = Math.min(bytes.length, PDF_HEADER_WITHIN) - 8;
        for (int at = 0; at <= last; at++) {
            if (bytes[at] == '%'
                    && ByteScan.hasText(bytes, at, bytes.length, "%PDF-")
                    && ByteSet.DIGIT.has(bytes[at + 5])
                    && bytes[at + 6] == '.'
                    && ByteSet.DIGIT.has(bytes[at + 7])) {
                return OptionalLong.of(at);
            }
        }
        return OptionalLong.empty();
    }

    private static long word(byte[] bytes, int at, int width) {
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
