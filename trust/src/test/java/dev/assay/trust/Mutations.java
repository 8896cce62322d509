package dev.assay.trust;

import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything that can be done to a JSON document: each field dropped, doubled, retyped, flipped, and bytes at random. */
public final class Mutations {
    /** A changed document and what was done to it. */
    public static final class Mutant {
        private final String what;
        private final byte[] bytes;

        Mutant(String what, byte[] bytes) {
            this.what = what;
            this.bytes = bytes;
        }

        public String what() {
            return what;
        }

        public byte[] bytes() {
            return bytes.clone();
        }
    }

    private static final String MARK = "\u0001mark\u0001";

    private final byte[] original;
    private final List<Mutant> all = new ArrayList<>();

    private Mutations(byte[] original) {
        this.original = original;
    }

    /** Every field of every object, and every element of every array. */
    public static List<Mutant> ofFields(byte[] original) {
        Mutations mutations = new Mutations(original);
        mutations.walk(Json.read(original, original.length), List.of());
        return mutations.all;
    }

    /** Every byte flipped in several ways, and every beginning of the document. */
    public static List<Mutant> ofBytes(byte[] original) {
        List<Mutant> all = new ArrayList<>();
        for (int at = 0; at < original.length; at++) {
            for (int mask : new int[] {0x01, 0x20, 0x80}) {
                byte[] changed = original.clone();
                changed[at] ^= (byte) mask;
                all.add(new Mutant("byte " + at + " xor " + mask, changed));
            }
            all.add(new Mutant("cut at " + at, Arrays.copyOf(original, at)));
        }
        for (String tail : new String[] {"{}", "x", "\0", ",", original.length > 0 ? "}" : "", "null"}) {
            all.add(new Mutant("followed by " + tail, joined(original, tail.getBytes(StandardCharsets.UTF_8))));
        }
        return all;
    }

    /** Several random edits at once; the same seed gives the same mutants. */
    public static List<Mutant> atRandom(byte[] original, long seed, int count) {
        Random random = new Random(seed);
        List<Mutant> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = original.clone();
            for (int edits = 1 + random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
                int at = random.nextInt(bytes.length);
                int end = Math.min(bytes.length, at + 1 + random.nextInt(12));
                bytes = switch (random.nextInt(4)) {
                    case 0 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, end, bytes.length));
                    case 1 -> joined(Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, at, bytes.length));
                    case 2 -> {
                        bytes[at] = (byte) random.nextInt(256);
                        yield bytes;
                    }
                    default -> {
                        byte[] noise = new byte[1 + random.nextInt(8)];
                        random.nextBytes(noise);
                        yield joined(
                                joined(Arrays.copyOf(bytes, at), noise), Arrays.copyOfRange(bytes, at, bytes.length));
                    }
                };
            }
            all.add(new Mutant("seed " + seed + " number " + i, bytes));
        }
        return all;
    }

    private void walk(JsonNode node, List<Object> path) {
        if (node instanceof ObjectNode object) {
            mutant(path, "an unknown field", at -> ((ObjectNode) at).put("unknown", 1));
            for (String name : object.propertyNames()) {
                List<Object> inner = new ArrayList<>(path);
                inner.add(name);
                mutant(path, "without " + name, at -> ((ObjectNode) at).remove(name));
                mutant(path, "with another name for " + name, at -> {
                    JsonNode value = ((ObjectNode) at).remove(name);
                    ((ObjectNode) at).set(name + "x", value);
                });
                doubled(path, name);
                retyped(path, name);
                walk(object.path(name), inner);
            }
        } else if (node instanceof ArrayNode array) {
            mutant(path, "with an element too many", at -> {
                ArrayNode list = (ArrayNode) at;
                list.add(list.isEmpty() ? Json.object() : list.path(0).deepCopy());
            });
            for (int i = 0; i < array.size(); i++) {
                List<Object> inner = new ArrayList<>(path);
                inner.add(i);
                mutant(path, "without its element", at -> ((ArrayNode) at).remove(0));
                walk(array.path(i), inner);
            }
        }
    }

    private void retyped(List<Object> path, String name) {
        List<JsonNode> others = new ArrayList<>(List.of(
                Json.object(),
                Json.array(),
                Json.object().put("a", 1),
                Json.array().add("a")));
        ObjectNode scalars = Json.object();
        scalars.putNull("null")
                .put("true", true)
                .put("zero", 0)
                .put("huge", Long.MAX_VALUE)
                .put("half", 0.5);
        scalars.put("empty", "").put("word", "word").put("long", "A".repeat(100_000));
        scalars.properties().forEach(entry -> others.add(entry.getValue()));
        JsonNode now = at(Json.read(original, original.length), path).path(name);
        others.remove(now);
        for (JsonNode other : others) {
            mutant(path, name + " as " + shortened(other), at -> ((ObjectNode) at).set(name, other));
        }
    }

    /** Twice the same key cannot be in a tree: it is written in the text. */
    private void doubled(List<Object> path, String name) {
        JsonNode copy = Json.read(original, original.length);
        ObjectNode holder = (ObjectNode) at(copy, path);
        JsonNode value = holder.path(name);
        holder.put(MARK, 1);
        String text = copy.toString();
        String key = "\"\\u0001mark\\u0001\":1";
        if (!text.contains(key)) {
            throw new AssertionError("the mark is not in the text");
        }
        add(path, name + " twice", text.replace(key, "\"" + name + "\":" + value));
    }

    private void mutant(List<Object> path, String what, Consumer<JsonNode> change) {
        JsonNode copy = Json.read(original, original.length);
        change.accept(at(copy, path));
        add(path, what, copy.toString());
    }

    private void add(List<Object> path, String what, String text) {
        all.add(new Mutant(path + " " + what, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode at(JsonNode root, List<Object> path) {
        JsonNode node = root;
        for (Object step : path) {
            node = step instanceof String name ? node.path(name) : node.path((Integer) step);
        }
        return node;
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() > 20 ? text.substring(0, 20) + "…" : text;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
