package dev.assay.trust;

import dev.assay.model.Json;
import dev.assay.trust.Mutations.Mutant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What {@link Mutations} leaves alone: each text of a JSON document flipped, cut, doubled or exchanged with its neighbour, in
 * itself and in the bytes or the document that it is base64 of; and each object and array in another order.
 */
public final class TextMutations {
    private final JsonNode root;
    private final List<Mutant> all = new ArrayList<>();

    private TextMutations(JsonNode root) {
        this.root = root;
    }

    public static List<Mutant> of(byte[] original) {
        TextMutations mutations = new TextMutations(Json.read(original, original.length));
        mutations.walk(mutations.root, "");
        return mutations.all;
    }

    private void walk(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            List<String> names = List.copyOf(object.propertyNames());
            reordered(object, names, path);
            Optional<JsonNode> before = Optional.empty();
            for (String name : names) {
                JsonNode value = object.path(name);
                if (value.isString()) {
                    for (Text other : others(value.stringValue())) {
                        replaced(object, name, StringNode.valueOf(other.value), path + "/" + name + " " + other.what);
                    }
                }
                if (before.isPresent() && !before.get().equals(value)) {
                    replaced(object, name, before.get(), path + "/" + name + " with its neighbour's value");
                }
                before = Optional.of(value);
                walk(value, path + "/" + name);
            }
        } else if (node instanceof ArrayNode array) {
            texts(array, path);
            if (array.size() > 1) {
                List<JsonNode> elements = array.valueStream().toList();
                array.removeAll().addAll(elements.reversed());
                add(path + " in reverse");
                array.removeAll().addAll(elements);
            }
            for (int i = 0; i < array.size(); i++) {
                walk(array.path(i), path + "/" + i);
            }
        }
    }

    private void texts(ArrayNode array, String path) {
        for (int i = 0; i < array.size(); i++) {
            JsonNode value = array.path(i);
            if (value.isString()) {
                for (Text other : others(value.stringValue())) {
                    array.set(i, StringNode.valueOf(other.value));
                    add(path + "/" + i + " " + other.what);
                }
                array.set(i, value);
            }
        }
    }

    private record Text(String what, String value) {}

    private static List<Text> others(String text) {
        List<Text> others = new ArrayList<>(List.of(
                new Text("doubled", text + text),
                new Text("with a space", text + " "),
                new Text("with a line", text + "\n")));
        if (!text.isEmpty()) {
            int last = text.length() - 1;
            others.add(new Text("cut by one", text.substring(0, last)));
            others.add(new Text("cut in half", text.substring(0, text.length() / 2)));
            for (int at : new int[] {0, last / 2, last}) {
                others.add(new Text("flipped at " + at, flipped(text, at)));
            }
            others.addAll(decoded(text));
        }
        return others.stream().filter(other -> !other.value.equals(text)).toList();
    }

    private static String flipped(String text, int at) {
        char other = (char) (text.charAt(at) ^ 1);
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    /** The same within what the text is base64 of. */
    private static List<Text> decoded(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
        List<Text> others = new ArrayList<>();
        if (bytes.length < 8) {
            return others;
        }
        for (int part = 0; part < 16; part++) {
            byte[] changed = bytes.clone();
            int at = (int) ((long) (bytes.length - 1) * part / 15);
            changed[at] ^= 0x10;
            others.add(new Text("flipped within at " + at, encoded(changed)));
        }
        others.add(new Text("cut within", encoded(Arrays.copyOf(bytes, bytes.length - 1))));
        others.add(new Text("longer within", encoded(Arrays.copyOf(bytes, bytes.length + 1))));
        if (bytes[0] == '{') {
            for (Mutant mutant : Mutations.ofFields(bytes)) {
                others.add(new Text("within: " + mutant.what(), encoded(mutant.bytes())));
            }
        }
        return others;
    }

    private void replaced(ObjectNode object, String name, JsonNode other, String what) {
        JsonNode value = object.path(name);
        object.set(name, other);
        add(what);
        object.set(name, value);
    }

    private void reordered(ObjectNode object, List<String> names, String path) {
        if (names.size() > 1) {
            ObjectNode copy = object.deepCopy();
            object.removeAll();
            names.reversed().forEach(name -> object.set(name, copy.path(name)));
            add(path + " in reverse");
            object.removeAll();
            object.setAll(copy);
        }
    }

    private void add(String what) {
        all.add(new Mutant(what, root.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
