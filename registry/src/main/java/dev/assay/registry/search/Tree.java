package dev.assay.registry.search;

import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.search.Node.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Changes a search document. It is a tree of nodes, each named by its digest in the one above it, so that who trusts the root
 * trusts all. A node ends at a key that says so by its hash: the same plugins give the same bytes, in whatever order they came, and a
 * change writes the nodes from the leaves that it touches to the root and no others. Not thread-safe.
 */
public final class Tree {
    /** A node has 2 to the power of it keys on average. */
    static final int BITS = 5;

    private final Reading reading;
    private final Nodes nodes;

    public Tree(Nodes nodes) {
        this.nodes = nodes;
        this.reading = new Reading(nodes);
    }

    /** The root of the search document of these plugins; there is none without any. */
    public Optional<Blob> of(Collection<Card> cards) {
        SortedMap<String, Optional<Item>> all = new TreeMap<>();
        cards.forEach(card -> put(all, card, Words.of(card)));
        return change(Optional.empty(), all);
    }

    /** The root of it, after a plugin has this card. */
    public Blob with(Blob root, Card card) {
        SortedMap<String, Optional<Item>> changes = new TreeMap<>();
        SortedSet<String> words = Words.of(card);
        Optional<Card> before = new Search(reading, root).card(card.plugin());
        SortedSet<String> old = before.map(Words::of).orElse(java.util.Collections.emptySortedSet());
        for (String word : old) {
            if (!words.contains(word)) {
                changes.put(Keys.word(word, card.plugin()), Optional.empty());
            }
        }
        words.removeAll(old);
        put(changes, card, words);
        return change(Optional.of(root), changes).orElseThrow();
    }

    private static void put(SortedMap<String, Optional<Item>> changes, Card card, SortedSet<String> words) {
        PluginName plugin = card.plugin();
        put(changes, Item.of(Keys.plugin(plugin), Optional.of(card)));
        words.forEach(word -> put(changes, Item.of(Keys.word(word, plugin), Optional.empty())));
    }

    private static void put(SortedMap<String, Optional<Item>> changes, Item item) {
        changes.put(item.key(), Optional.of(item));
    }

    /** @param changes by key what is there from then on; empty: nothing */
    private Optional<Blob> change(Optional<Blob> root, SortedMap<String, Optional<Item>> changes) {
        int level = 0;
        List<Item> top;
        if (root.isEmpty()) {
            top = divided(0, merged(List.of(), changes));
        } else {
            Node node = reading.read(root.get());
            level = node.level();
            top = changed(level, List.of(Item.above(node.last(), root.get())), changes);
        }
        while (top.size() > 1) {
            top = divided(++level, top);
        }
        return top.stream().findFirst().map(only -> lowest(only.below()));
    }

    /** What lists one node alone is not needed. */
    private Blob lowest(Blob root) {
        Node node = reading.read(root);
        return node.level() > 0 && node.items().size() == 1
                ? lowest(node.items().getFirst().below())
                : root;
    }

    /**
     * Changes some nodes of one level that follow one another.
     *
     * @return what the level above is to list in their place
     */
    private List<Item> changed(int level, List<Item> run, SortedMap<String, Optional<Item>> changes) {
        List<Item> all = new ArrayList<>();
        SortedMap<String, Optional<Item>> left = changes;
        for (int i = 0; i < run.size(); i++) {
            List<Item> group = new ArrayList<>(List.of(run.get(i)));
            // Where the key goes at which a node ends, it goes on into the next one.
            while (i + 1 < run.size() && isRemoved(left, run.get(i).key())) {
                group.add(run.get(++i));
            }
            String end = run.get(i).key() + "\u0000";
            boolean isLast = i + 1 == run.size();
            SortedMap<String, Optional<Item>> here = isLast ? left : left.headMap(end);
            left = isLast ? new TreeMap<>() : left.tailMap(end);
            if (here.isEmpty()) {
                all.addAll(group);
            } else {
                List<Item> items = group.stream()
                        .flatMap(each -> reading.read(each.below()).items().stream())
                        .toList();
                all.addAll(divided(level, level == 0 ? merged(items, here) : changed(level - 1, items, here)));
            }
        }
        return all;
    }

    private static boolean isRemoved(SortedMap<String, Optional<Item>> changes, String key) {
        Optional<Item> change = changes.get(key);
        return change != null && change.isEmpty();
    }

    private static List<Item> merged(List<Item> items, SortedMap<String, Optional<Item>> changes) {
        SortedMap<String, Item> all = new TreeMap<>();
        items.forEach(item -> all.put(item.key(), item));
        for (Map.Entry<String, Optional<Item>> change : changes.entrySet()) {
            change.getValue().ifPresentOrElse(item -> all.put(item.key(), item), () -> all.remove(change.getKey()));
        }
        return List.copyOf(all.values());
    }

    /** Writes nodes of these, and gives what the level above is to list. */
    private List<Item> divided(int level, List<Item> items) {
        List<Item> above = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < items.size(); i++) {
            if (i + 1 == items.size() || Keys.rank(items.get(i).key()) > level) {
                Node node = new Node(level, items.subList(begin, i + 1));
                byte[] bytes = node.toBytes();
                Blob blob = Blob.of(bytes);
                nodes.write(blob, bytes);
                reading.keep(blob, node);
                above.add(Item.above(node.last(), blob));
                begin = i + 1;
            }
        }
        return above;
    }
}
