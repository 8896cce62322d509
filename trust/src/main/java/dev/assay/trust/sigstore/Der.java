package dev.assay.trust.sigstore;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One element of the distinguished encoding of ASN.1 (X.690, section 10): definite lengths in their shortest form,
 * single-byte tags. Reading copies nothing until asked.
 */
final class Der {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BITS = 0x03;
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    static final int TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private static final int MOST_CHILDREN = 1024;

    private final byte[] source;
    private final int start;
    private final int content;
    private final int end;

    private Der(byte[] source, int start, int content, int end) {
        this.source = source;
        this.start = start;
        this.content = content;
        this.end = end;
    }

    /** Exactly one element and nothing after it. */
    static Der read(byte[] bytes, String what) throws Malformed {
        Der element = at(bytes, 0, bytes.length, what);
        if (element.end != bytes.length) {
            throw new Malformed("bundle-malformed", what + ": data follows its end");
        }
        return element;
    }

    private static Der at(byte[] bytes, int start, int limit, String what) throws Malformed {
        if (limit - start < 2 || (bytes[start] & 0x1f) == 0x1f) {
            throw new Malformed("bundle-malformed", what + ": it is not DER");
        }
        int first = bytes[start + 1] & 0xff;
        int content = start + 2;
        long length = first;
        if (first > 0x7f) {
            int count = first & 0x7f;
            length = 0;
            if (count == 0 || count > 4 || limit - content < count) {
                throw new Malformed("bundle-malformed", what + ": it has a length that is not DER");
            }
            for (int i = 0; i < count; i++) {
                length = length << 8 | (bytes[content + i] & 0xff);
            }
            content += count;
            if (length < 0x80 || length >> (8 * (count - 1)) == 0) {
                throw new Malformed("bundle-malformed", what + ": it has a length that is not in its shortest form");
            }
        }
        if (length > limit - content) {
            throw new Malformed("bundle-malformed", what + ": it ends early");
        }
        return new Der(bytes, start, content, content + (int) length);
    }

    int tag() {
        return source[start] & 0xff;
    }

    /** The bytes of the content. */
    byte[] content() {
        return Arrays.copyOfRange(source, content, end);
    }

    /** The bytes of the element, tag and length included. */
    byte[] bytes() {
        return Arrays.copyOfRange(source, start, end);
    }

    /** The elements within. */
    List<Der> children(String what) throws Malformed {
        List<Der> children = new ArrayList<>();
        for (int next = content; next < end; next = children.getLast().end) {
            if (children.size() == MOST_CHILDREN) {
                throw new Malformed("bundle-malformed", what + ": it has too many parts");
            }
            children.add(at(source, next, end, what));
        }
        return children;
    }

    /** The elements within one of this tag. */
    List<Der> children(int tag, String what) throws Malformed {
        return expect(tag, what).children(what);
    }

    Der expect(int tag, String what) throws Malformed {
        if (tag() != tag) {
            throw new Malformed("bundle-malformed", what + ": it holds another type of value");
        }
        return this;
    }

    /** The one child of this number. */
    static Der child(List<Der> children, int number, String what) throws Malformed {
        if (number >= children.size()) {
            throw new Malformed("bundle-malformed", what + ": a part is missing");
        }
        return children.get(number);
    }

    /** An object identifier in its dotted form. */
    String oid(String what) throws Malformed {
        expect(OID, what);
        StringBuilder out = new StringBuilder();
        long arc = 0;
        for (int i = content; i < end; i++) {
            arc = arc << 7 | (source[i] & 0x7f);
            if (arc > Integer.MAX_VALUE) {
                throw new Malformed("bundle-malformed", what + ": an object identifier is too large");
            }
            if (source[i] >= 0) {
                if (out.isEmpty()) {
                    long root = Math.min(arc / 40, 2);
                    out.append(root).append('.').append(arc - root * 40);
                } else {
                    out.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return out.toString();
    }

    String text() {
        return new String(source, content, end - content, StandardCharsets.UTF_8);
    }

    /** An element of this tag around these bytes. */
    static byte[] write(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int count = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
            out.write(0x80 | count);
            for (int i = count - 1; i >= 0; i--) {
                out.write(content.length >> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
