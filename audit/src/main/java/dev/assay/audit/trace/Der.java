package dev.assay.audit.trace;

import org.jspecify.annotations.Nullable;

/** Walks distinguished encoding rules (X.690) as far as recognising a key needs. Not thread-safe. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;

    private final byte[] bytes;
    private int at;
    private int end;

    Der(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Der(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    boolean isAtEnd() {
        return at == end;
    }

    /** Goes inside the element that stands here, if it has this tag and fills the rest exactly. */
    boolean enter(int tag) {
        Der inner = inside(tag);
        if (inner == null || !isAtEnd()) {
            return false;
        }
        at = inner.at;
        end = inner.end;
        return true;
    }

    /** Steps over the element that stands here, if it has this tag. */
    boolean skip(int tag) {
        return inside(tag) != null;
    }

    /** The bytes in the element that stands here, or -1 if it has another tag; does not step over it. */
    int length(int tag) {
        Der inner = new Der(bytes, at, end).inside(tag);
        return inner == null ? -1 : inner.end - inner.at;
    }

    /** The integer of one byte that stands here, or -1; does not step over it. */
    int smallInteger() {
        return length(INTEGER) == 1 ? bytes[at + 2] : -1;
    }

    /** Steps over the element that stands here and gives its inside; null where it has another tag or does not fit. */
    @Nullable
    Der inside(int tag) {
        if (end - at < 2 || (bytes[at] & 0xff) != tag) {
            return null;
        }
        int length = bytes[at + 1] & 0xff;
        int content = at + 2;
        if (length >= 0x80) {
            int octets = length & 0x7f;
            if (octets < 1 || octets > 3 || end - content < octets) {
                return null;
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | (bytes[content++] & 0xff);
            }
        }
        if (length > end - content) {
            return null;
        }
        at = content + length;
        return new Der(bytes, content, at);
    }
}
