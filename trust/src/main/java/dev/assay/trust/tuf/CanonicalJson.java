package dev.assay.trust.tuf;

import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Canonical JSON as OLPC defines it: the bytes that TUF signs and that key ids are digests of. It is not RFC 8785: only
 * quotation mark and reverse solidus are escaped, and keys are sorted by code point.
 */
final class CanonicalJson {
    /** UTF-8 sorts as its code points do. */
    private static final Comparator<byte[]> BY_CODE_POINT = java.util.Arrays::compareUnsigned;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private CanonicalJson() {}

    /** The bytes; a fraction, a number beyond 53 bits and half a surrogate pair are {@link InvalidValueException}s. */
    static byte[] encode(JsonNode node) {
        CanonicalJson canonical = new CanonicalJson();
        canonical.write(node);
        return canonical.out.toByteArray();
    }

    private void write(JsonNode node) {
        if (node.isObject()) {
            object(node);
        } else if (node.isArray()) {
            out.write('[');
            for (int i = 0; i < node.size(); i++) {
                if (i > 0) {
                    out.write(',');
                }
                write(node.path(i));
            }
            out.write(']');
        } else if (node.isString()) {
            text(utf8(node.stringValue()));
        } else if (node.isIntegralNumber()
                && node.canConvertToLong()
                && Math.abs(node.longValue()) <= Json.LARGEST_INTEGER) {
            out.writeBytes(Long.toString(node.longValue()).getBytes(StandardCharsets.US_ASCII));
        } else if (node.isBoolean() || node.isNull()) {
            out.writeBytes(node.asString("null").getBytes(StandardCharsets.US_ASCII));
        } else {
            throw new InvalidValueException("number", node.toString(), "an integer of at most 53 bits in signed data");
        }
    }

    private void object(JsonNode node) {
        List<Member> members = new ArrayList<>();
        node.properties().forEach(each -> members.add(new Member(utf8(each.getKey()), each.getValue())));
        members.sort(Comparator.comparing(Member::name, BY_CODE_POINT));
        out.write('{');
        for (int i = 0; i < members.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            text(members.get(i).name);
            out.write(':');
            write(members.get(i).value);
        }
        out.write('}');
    }

    private void text(byte[] utf8) {
        out.write('"');
        int copied = 0;
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '"' || utf8[i] == '\\') {
                out.write(utf8, copied, i - copied);
                out.write('\\');
                copied = i;
            }
        }
        out.write(utf8, copied, utf8.length - copied);
        out.write('"');
    }

    private static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return strict(text);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8); // every other text has one
    }

    private static byte[] strict(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException _) {
            throw new InvalidValueException("text", text, "whole characters, not half of a surrogate pair");
        }
    }

    private static final class Member {
        private final byte[] name;
        private final JsonNode value;

        Member(byte[] name, JsonNode value) {
            this.name = name;
            this.value = value;
        }

        byte[] name() {
            return name;
        }
    }
}
