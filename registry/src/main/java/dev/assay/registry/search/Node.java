package dev.assay.registry.search;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node of the tree: the document {@code assay.search/1}.
 *
 * @param level 0 for a leaf
 * @param items at least one, in the order of their keys
 */
record Node(int level, List<Item> items) {
    static final int MOST_BYTES = 4 << 20;
    private static final String FORMAT = "assay.search";
    private static final int VERSION = 1;
    private static final int HIGHEST = 12;
    private static final int MOST_ITEMS = 20_000;

    /**
     * A line of a node.
     *
     * @param key in a leaf the key itself; else the last key that is beneath the node
     * @param card in a leaf, where the key is that of a plugin
     * @param node where it is no leaf
     */
    record Item(String key, Optional<Card> card, Optional<Blob> node) {
        static Item of(String key, Optional<Card> card) {
            return new Item(key, card, Optional.empty());
        }

        static Item above(String last, Blob node) {
            return new Item(last, Optional.empty(), Optional.of(node));
        }

        Blob below() {
            return node.orElseThrow();
        }
    }

    Node {
        items = List.copyOf(items);
        if (items.isEmpty() || items.size() > MOST_ITEMS) {
            throw new InvalidValueException("search document", "a node has 1 to " + MOST_ITEMS + " keys");
        }
        for (int i = 1; i < items.size(); i++) {
            if (items.get(i - 1).key().compareTo(items.get(i).key()) >= 0) {
                throw new InvalidValueException("search document", "its keys are not in order");
            }
        }
    }

    String last() {
        return items.getLast().key();
    }

    /** The place of the first item whose key is this or comes after it; the number of items if there is none. */
    int from(String key) {
        int low = 0;
        int high = items.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (items.get(middle).key().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    byte[] toBytes() {
        ObjectNode json = Json.document(FORMAT, VERSION).put("level", level);
        json.set("keys", Json.texts(items.stream().map(Item::key).toList()));
        ArrayNode values = json.putArray(level == 0 ? "cards" : "nodes");
        for (Item item : items) {
            item.card().ifPresent(card -> values.add(card.toJson()));
            item.node()
                    .ifPresent(node -> values.addObject()
                            .put("digest", node.digest().toString())
                            .put("size", node.size()));
        }
        byte[] bytes = Json.canonical(json);
        if (bytes.length > MOST_BYTES) {
            throw new RegistryException("a part of the search document would have more than " + MOST_BYTES
                    + " bytes, which readers refuse: too many plugins with names that are alike. Publish under another"
                    + " name");
        }
        return bytes;
    }

    /** @param node which these bytes are */
    static Node read(byte[] bytes, Blob node) {
        try {
            return read(Fields.of(Json.read(bytes, MOST_BYTES), "$"));
        } catch (ModelException e) {
            throw new RegistryException(
                    "the search document, in its part " + node.digest() + ", cannot be used: " + e.getMessage(), e);
        }
    }

    private static Node read(Fields fields) {
        Json.requireFormat(fields.whole(), FORMAT, VERSION);
        fields.text("format");
        int level = (int) fields.integer("level", 0, HIGHEST);
        List<String> keys = fields.requiredTexts("keys", MOST_ITEMS);
        List<Fields> values = fields.objects(level == 0 ? "cards" : "nodes", MOST_ITEMS);
        fields.end();
        Iterator<Fields> next = values.iterator();
        List<Item> items = new ArrayList<>(keys.size());
        for (String key : keys) {
            if (level > 0) {
                items.add(Item.above(key, blob(value(next))));
            } else if (Keys.isPlugin(key)) {
                Card card = Card.fromJson(value(next));
                if (!Keys.plugin(card.plugin()).equals(key)) {
                    throw new InvalidValueException(
                            "cards", "the card of " + card.plugin() + " stands at another name");
                }
                items.add(Item.of(key, Optional.of(card)));
            } else {
                items.add(Item.of(key, Optional.empty()));
            }
        }
        if (next.hasNext()) {
            throw new InvalidValueException("search document", "it has more values than keys");
        }
        return new Node(level, items);
    }

    private static Fields value(Iterator<Fields> values) {
        if (!values.hasNext()) {
            throw new InvalidValueException("search document", "it has more keys than values");
        }
        return values.next();
    }

    private static Blob blob(Fields fields) {
        Blob blob = new Blob(fields.value("digest", Digest::parse), fields.integer("size", 1, MOST_BYTES));
        fields.end();
        return blob;
    }
}
