package dev.assay.registry.search;

import dev.assay.model.InvalidValueException;
import dev.assay.model.ModelException;
import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import dev.assay.registry.search.Node.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;

/**
 * Reads a search document: what a page takes depends on the page, and neither on how many plugins there are nor on which page it is.
 * Not thread-safe.
 */
public final class Search {
    /** How many words one question may have. */
    public static final int MOST_WORDS = 8;
    /** How many nodes one page may fetch before it ends, however few cards it has. */
    private static final int MOST_FETCHED = 400;

    private final Reading reading;
    private final Blob root;

    Search(Reading reading, Blob root) {
        this.reading = reading;
        this.root = root;
    }

    /** @param nodes beneath it, and itself */
    public Search(Nodes nodes, Blob root) {
        this(new Reading(nodes), root);
    }

    /** The card of a plugin, if it has one. */
    public Optional<Card> card(PluginName plugin) {
        String key = Keys.plugin(plugin);
        return from(key).filter(item -> item.key().equals(key)).flatMap(Item::card);
    }

    /** Whether it says just this of a plugin, and finds it by all words. */
    public boolean says(Card card) {
        return card(card.plugin()).filter(card::equals).isPresent()
                && Words.of(card).stream().allMatch(word -> {
                    String key = Keys.word(word, card.plugin());
                    return from(key).filter(item -> item.key().equals(key)).isPresent();
                });
    }

    /**
     * A page of the plugins that have all of these words in name or summary.
     *
     * @param words as {@link Words#of} gives them; none: all plugins
     * @param after where the page before ended
     * @param limit 1 to {@link Page#MOST} cards
     * @throws RegistryException when something of the document is missing or changed
     */
    public Page page(SortedSet<String> words, Optional<PluginName> after, int limit) {
        requirePage(words, limit);
        Set<String> lists = words.isEmpty() ? Set.of(Keys.listOfPlugins()) : words;
        int begin = reading.fetched();
        List<Card> cards = new ArrayList<>();
        Optional<PluginName> last = after;
        try {
            while (true) {
                Optional<PluginName> found = next(lists, last);
                if (found.isEmpty()) {
                    return new Page(cards, Optional.empty());
                }
                if (cards.size() == limit || reading.fetched() - begin >= MOST_FETCHED) {
                    return new Page(cards, last);
                }
                last = found;
                boolean inAll = true;
                for (String list : lists) {
                    String key = Keys.word(list, found.get());
                    inAll &= from(key).filter(item -> item.key().equals(key)).isPresent();
                }
                if (inAll) {
                    cards.add(card(found.get())
                            .orElseThrow(() -> new InvalidValueException(
                                    "search document", "it finds a plugin that it does not list")));
                }
            }
        } catch (ModelException e) {
            throw new RegistryException("the search document cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Goes through all parts of a document, each once, the root first; and holds no more of them than a way to a leaf.
     *
     * @param read gives a part, or nothing: then what is beneath it is passed over
     * @return how many keys there are
     * @throws RegistryException when a part is not what belongs there
     */
    public static long walk(Blob root, Function<Blob, Optional<byte[]>> read) {
        return read.apply(root).map(bytes -> walk(Node.read(bytes, root), read)).orElse(0L);
    }

    private static long walk(Node node, Function<Blob, Optional<byte[]>> read) {
        if (node.level() == 0) {
            return node.items().size();
        }
        long keys = 0;
        for (int place = 0; place < node.items().size(); place++) {
            Blob blob = node.items().get(place).below();
            Optional<byte[]> bytes = read.apply(blob);
            if (bytes.isPresent()) {
                Node below = Node.read(bytes.get(), blob);
                Reading.requireBelow(node, place, below);
                keys += walk(below, read);
            }
        }
        return keys;
    }

    /** How many keys a document has because of this plugin. */
    public static int keys(Card card) {
        return 1 + Words.of(card).size();
    }

    /** Refuses more than one page gives. */
    public static void requirePage(SortedSet<String> words, int limit) {
        if (limit < 1 || limit > Page.MOST || words.size() > MOST_WORDS) {
            throw new InvalidValueException(
                    "page",
                    "it has 1 to " + Page.MOST + " plugins, and is asked for by at most " + MOST_WORDS + " words");
        }
    }

    /** The first plugin after this one that may be in all lists: none before it is. */
    private Optional<PluginName> next(Set<String> lists, Optional<PluginName> after) {
        Optional<PluginName> furthest = Optional.empty();
        for (String list : lists) {
            Optional<PluginName> next = from(Keys.after(list, after)).flatMap(item -> Keys.plugin(item.key(), list));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            furthest = furthest.filter(name -> name.compareTo(next.get()) >= 0).or(() -> next);
        }
        return furthest;
    }

    /** The first item whose key is this or comes after it. */
    private Optional<Item> from(String key) {
        Node node = reading.read(root);
        while (true) {
            int place = node.from(key);
            if (place == node.items().size()) {
                return Optional.empty();
            }
            if (node.level() == 0) {
                return Optional.of(node.items().get(place));
            }
            node = reading.below(node, place);
        }
    }
}
