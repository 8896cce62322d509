package dev.assay.registry.upkeep;

import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.Inventory;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.search.Card;
import dev.assay.registry.search.Nodes;
import dev.assay.registry.search.Search;
import dev.assay.registry.search.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Holds a search document against the index that it must follow from. */
final class SearchCheck {
    private final Source source;
    private final Inventory inventory;
    private final Inventory.Item root;
    private long keys;
    private boolean whole = true;
    private boolean remade;

    SearchCheck(Source source, Inventory inventory, Inventory.Item root) {
        this.source = source;
        this.inventory = inventory;
        this.root = root;
    }

    /**
     * Goes through its parts.
     *
     * @param there whether a part is there
     * @return whether all are
     */
    boolean walk(Predicate<Inventory.Item> there) {
        keys = Search.walk(root.blob(), node -> {
            Inventory.Item item = Inventory.searchNode(node);
            if (there.test(item)) {
                return Optional.of(Inventory.read(source, item));
            }
            whole = false;
            return Optional.empty();
        });
        return whole;
    }

    /** Whether it finds each plugin as the index has it, and nothing else. What is missing elsewhere is not told here again. */
    boolean isTrue() {
        Search search =
                new Search((Nodes.ReadOnly) node -> Inventory.read(source, Inventory.searchNode(node)), root.blob());
        long expected = 0;
        for (PluginName plugin : inventory.held()) {
            Optional<Card> card = card(plugin);
            if (card.isEmpty()) {
                return true;
            }
            if (!search.says(card.get())) {
                return false;
            }
            expected += Search.keys(card.get());
        }
        return keys == expected;
    }

    /** Writes what is not there, if what the index says gives just this document. Asked once: it makes all of it. */
    boolean remake(Mending mending) {
        if (remade) {
            return false;
        }
        remade = true;
        List<Card> cards = new ArrayList<>();
        for (PluginName plugin : inventory.held()) {
            Optional<Card> card = card(plugin);
            if (card.isEmpty()) {
                return false;
            }
            cards.add(card.get());
        }
        return new Tree(new Unwritten()).of(cards).equals(Optional.of(root.blob()))
                && new Tree(new Mended(mending)).of(cards).isPresent();
    }

    private Optional<Card> card(PluginName plugin) {
        try {
            return Optional.of(inventory.holding(plugin).card());
        } catch (RegistryException _) {
            return Optional.empty();
        }
    }

    /** Only to see what it would be. What a tree has just made it need not read, but for the last of it. */
    private static final class Unwritten implements Nodes {
        @Override
        public byte[] read(Blob node) {
            throw new IllegalStateException("a new tree reads nothing");
        }

        @Override
        public void write(Blob node, byte[] bytes) {
            // It is known by its name.
        }
    }

    private record Mended(Mending mending) implements Nodes {
        @Override
        public byte[] read(Blob node) {
            throw new IllegalStateException("a new tree reads nothing");
        }

        @Override
        public void write(Blob node, byte[] bytes) {
            Inventory.Item item = Inventory.searchNode(node);
            if (!mending.holds(item)) {
                mending.write(item, bytes);
            }
        }
    }
}
