package dev.assay.registry.search;

import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads nodes, and holds on to the last few: memory does not grow with the tree. Not thread-safe. */
final class Reading {
    private static final int KEPT = 128;

    private final Nodes nodes;
    private final Map<Blob, Node> kept = new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Blob, Node> eldest) {
            return size() > KEPT;
        }
    };
    private int fetched;

    Reading(Nodes nodes) {
        this.nodes = nodes;
    }

    Node read(Blob blob) {
        Node node = kept.get(blob);
        if (node == null) {
            node = Node.read(nodes.read(blob), blob);
            fetched++;
            kept.put(blob, node);
        }
        return node;
    }

    /** A node that another one lists. */
    Node below(Node parent, int place) {
        Node node = read(parent.items().get(place).below());
        requireBelow(parent, place, node);
        return node;
    }

    /** What is beneath a node ends at the key that it lists, and is one level lower: so no way is a circle, and none leads twice. */
    static void requireBelow(Node parent, int place, Node node) {
        if (node.level() != parent.level() - 1
                || !node.last().equals(parent.items().get(place).key())
                || (place > 0
                        && node.items()
                                        .getFirst()
                                        .key()
                                        .compareTo(parent.items().get(place - 1).key())
                                <= 0)) {
            throw new RegistryException("the search document lists its part "
                    + parent.items().get(place).below().digest() + " where another one belongs. Ask its publisher");
        }
    }

    void keep(Blob blob, Node node) {
        kept.put(blob, node);
    }

    /** How many nodes were fetched so far. */
    int fetched() {
        return fetched;
    }
}
