package dev.assay.model;

import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads JSON strictly and writes it canonically. Thread-safe. */
public final class Json {
    /** The largest integer that every JSON reader keeps exact (RFC 8259, section 6). */
    public static final long LARGEST_INTEGER = (1L << 53) - 1;

    private static final int DEEPEST = 64;
    private static final int BYTES_A_TOKEN = 8;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(64)
                            .maxNameLength(1024)
                            .maxStringLength(64 << 20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final HexFormat HEX = HexFormat.of();
    private static final String NUL = "\\" + "u0000";

    private Json() {}

    /**
     * Reads one JSON document in UTF-8. Refuses, by {@link InvalidValueException}, more than {@code maxBytes} bytes, bad
     * UTF-8, a byte-order mark, duplicate keys, trailing data, NaN and infinities, and nesting deeper than 64.
     */
    public static JsonNode read(byte[] bytes, int maxBytes) {
        if (bytes.length > maxBytes) {
            throw new InvalidValueException(
                    "JSON", "it has " + bytes.length + " bytes, more than the " + maxBytes + " accepted");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw new InvalidValueException("JSON", "it is empty");
            }
            return node;
        } catch (CharacterCodingException e) {
            throw new InvalidValueException("JSON", "it is not valid UTF-8");
        } catch (JacksonException e) {
            var where = e.getLocation();
            String place = where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
            throw new InvalidValueException("JSON" + place, Inert.line(e.getOriginalMessage(), 200));
        }
    }

    /** The same for what is stored: also the character U+0000 is refused, which PostgreSQL does not keep. */
    public static JsonNode readStorable(byte[] bytes, int maxBytes) {
        JsonNode node = read(bytes, maxBytes);
        if (writesNul(new String(bytes, StandardCharsets.UTF_8))) {
            throw new InvalidValueException("JSON", "a text in it holds the character U+0000");
        }
        return node;
    }

    /**
     * The same for what strangers send: also refused are more names and values than one for each 8 bytes, beyond the first
     * {@code spare}. A text of empty objects is thirty times as large once it is read; so it is not larger than some times
     * what was sent.
     */
    public static JsonNode readStorable(byte[] bytes, int maxBytes, int spare) {
        if (bytes.length > spare && bytes.length <= maxBytes) {
            requireSparse(bytes, spare + bytes.length / BYTES_A_TOKEN);
        }
        return readStorable(bytes, maxBytes);
    }

    private static void requireSparse(byte[] bytes, int most) {
        try (JsonParser parser = MAPPER.createParser(bytes)) {
            int tokens = 0;
            while (parser.nextToken() != null) {
                if (++tokens > most) {
                    throw new InvalidValueException(
                            "JSON", "it has more than " + most + " names and values in " + bytes.length + " bytes");
                }
            }
        } catch (JacksonException e) {
            // what it is will be told by whoever reads it
        }
    }

    /** In valid JSON it can only stand as an escape; a back slash before it may be escaped itself. */
    private static boolean writesNul(String json) {
        for (int at = json.indexOf(NUL); at >= 0; at = json.indexOf(NUL, at + 1)) {
            int slashes = 0;
            while (slashes < at && json.charAt(at - slashes - 1) == '\\') {
                slashes++;
            }
            if (slashes % 2 == 0) {
                return true;
            }
        }
        return false;
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty array to fill. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** An array of these texts, in this order. */
    public static ArrayNode texts(Iterable<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    /**
     * The one form of a value whose bytes are signed: UTF-8, keys sorted by UTF-16 code units, no white space, the
     * escapes of RFC 8785. Numbers must be integers up to 2^53-1 in size, which RFC 8785 writes as they stand; another
     * number is an {@link InvalidValueException}.
     */
    public static byte[] canonical(JsonNode node) {
        StringBuilder out = new StringBuilder(256);
        writeCanonical(node, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** For people: indented, keys in the order of the value, ended by a line feed. */
    public static String pretty(JsonNode node) {
        StringWriter out = new StringWriter();
        MAPPER.writeValue(out, node);
        return out.toString().replace("\r\n", "\n") + "\n";
    }

    /** Begins a document that is kept: its {@code format} is {@code noun/version}. */
    public static ObjectNode document(String noun, int version) {
        return object().put("format", noun + "/" + version);
    }

    /**
     * Checks that a document is of this format, in a version that this program knows ({@code 1} to {@code newest}), and
     * returns the version.
     */
    public static int requireFormat(JsonNode document, String noun, int newest) {
        String format = document.path("format").asString("");
        if (!format.matches(java.util.regex.Pattern.quote(noun) + "/[1-9][0-9]{0,5}")) {
            throw new InvalidValueException("format", format, "'" + noun + "/" + newest + "'");
        }
        int version = Integer.parseInt(format.substring(noun.length() + 1));
        if (version > newest) {
            throw new NewerFormatException(format, noun, newest);
        }
        return version;
    }

    private static void writeCanonical(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
            String separator = "{";
            for (var entry : sorted.entrySet()) {
                out.append(separator);
                writeText(entry.getKey(), out);
                out.append(':');
                writeCanonical(entry.getValue(), out);
                separator = ",";
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                if (i > 0) {
                    out.append(',');
                }
                writeCanonical(node.path(i), out);
            }
            out.append(']');
        } else if (node.isString()) {
            writeText(node.stringValue(), out);
        } else if (node.isIntegralNumber()
                && node.canConvertToLong()
                && Math.abs(node.longValue()) <= LARGEST_INTEGER) {
            out.append(node.longValue());
        } else if (node.isBoolean() || node.isNull()) {
            out.append(node.asString("null"));
        } else {
            throw new InvalidValueException("number", node.toString(), "an integer of at most 53 bits in signed data");
        }
    }

    /** RFC 8785, section 3.2.2.2. */
    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u").append(HEX.toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
