package dev.assay.trust;

import dev.assay.model.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decisions read from bytes, so that a fuzzer that changes the bytes changes one decision after the other: each set of bytes
 * is one change of a document by its structure. After the last byte every decision is the first possible one.
 */
public final class Choices {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final byte[] bytes;
    private int next;

    public Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    /** So many sets of decisions, the same for each build. */
    public static List<byte[]> atRandom(long seed, int count) {
        Random random = new Random(seed);
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[4 + random.nextInt(28)];
            random.nextBytes(bytes);
            all.add(bytes);
        }
        return all;
    }

    /** From 0 to one less than this. */
    public int below(int end) {
        int value = 0;
        for (int span = end; span > 1; span = (span + 255) / 256) {
            value = value << 8 | (next < bytes.length ? bytes[next++] & 0xff : 0);
        }
        return Math.floorMod(value, end);
    }

    public <T> T of(List<T> all) {
        return all.get(below(all.size()));
    }

    /** As many bytes as are left, and no decision. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, Math.min(next, bytes.length), bytes.length);
        next = bytes.length;
        return rest;
    }

    /** Changes one to four fields of a copy: takes out, doubles, exchanges, renames, or gives another value. */
    public ObjectNode changed(JsonNode original) {
        ObjectNode copy = (ObjectNode) original.deepCopy();
        for (int left = 1 + below(4); left > 0; left--) {
            change(copy);
        }
        return copy;
    }

    private void change(ObjectNode document) {
        List<JsonNode> inner = new ArrayList<>();
        collect(document, inner);
        JsonNode parent = of(inner);
        if (parent instanceof ArrayNode array) {
            int at = below(array.size());
            switch (below(4)) {
                case 0 -> array.remove(at);
                case 1 -> array.add(array.get(at).deepCopy());
                case 2 -> array.set(at, other(array.get(at), document));
                default -> array.insert(0, array.remove(at));
            }
        } else if (parent instanceof ObjectNode object) {
            String name = of(List.copyOf(object.propertyNames()));
            switch (below(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name + "x", object.get(name).deepCopy());
                case 2 -> object.set(name, other(object.get(name), document));
                default -> {
                    String second = of(List.copyOf(object.propertyNames()));
                    JsonNode kept = object.get(name).deepCopy();
                    object.set(name, object.get(second).deepCopy());
                    object.set(second, kept);
                }
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainer() && !node.isEmpty()) {
            inner.add(node);
            node.forEach(each -> collect(each, inner));
        }
    }

    private JsonNode other(JsonNode node, ObjectNode document) {
        return switch (below(10)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(true);
            case 2 ->
                NODES.numberNode(of(List.of(0L, 1L, -1L, 32L, 33L, 1L << 31, Json.LARGEST_INTEGER, Long.MAX_VALUE)));
            case 3 -> NODES.stringNode("");
            case 4 -> NODES.objectNode();
            case 5 -> NODES.arrayNode();
            case 6 -> NODES.stringNode(of(List.of("..", "/", "\u0000", "*", "\ud83d\ude00", "0", "a".repeat(5000))));
            case 7 -> NODES.arrayNode().add(node.deepCopy());
            case 8 -> {
                List<JsonNode> inner = new ArrayList<>();
                collect(document, inner);
                yield of(inner).deepCopy();
            }
            default ->
                node.isString() ? NODES.stringNode(edited(node.stringValue())) : NODES.stringNode(node.toString());
        };
    }

    private String edited(String text) {
        int at = below(Math.max(1, text.length()));
        return switch (below(3)) {
            case 0 -> text.substring(at);
            case 1 -> text + text;
            default -> text.substring(0, at) + (char) below(0x3000) + text.substring(Math.min(text.length(), at + 1));
        };
    }
}
