package dev.assay.registry.search;

import dev.assay.model.InvalidValueException;
import dev.assay.model.PluginName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The keys of the tree, in the order of UTF-16: {@code "/ owner name"} of a plugin, {@code "word owner name"} of a word of it. The
 * blank comes before every character of a name, so that the keys are in the order of the names.
 */
final class Keys {
    private static final String PLUGIN = "/";
    private static final int CARD_BITS = 3;

    private Keys() {}

    static String plugin(PluginName plugin) {
        return word(PLUGIN, plugin);
    }

    static boolean isPlugin(String key) {
        return key.startsWith(PLUGIN + " ");
    }

    static String word(String word, PluginName plugin) {
        return word + " " + plugin.owner() + " " + plugin.name();
    }

    /** What comes just after all keys of this list that are of this plugin or one before it. */
    static String after(String list, Optional<PluginName> plugin) {
        return plugin.map(name -> word(list, name) + "\u0000").orElse(list + " ");
    }

    static String listOfPlugins() {
        return PLUGIN;
    }

    /** The plugin of a key of this list; empty if it is of another. */
    static Optional<PluginName> plugin(String key, String list) {
        if (!key.startsWith(list + " ")) {
            return Optional.empty();
        }
        String[] name = key.substring(list.length() + 1).split(" ", 2);
        if (name.length < 2) {
            throw new InvalidValueException("search document", "a key of it names no plugin");
        }
        return Optional.of(new PluginName(name[0], name[1]));
    }

    /**
     * How many levels end at this key: the zeros that its hash begins with, in groups. So the shape of the tree follows from its
     * keys alone, and one key more changes one way from the root to a leaf.
     */
    static int rank(String key) {
        // FNV-1a, and the last step of MurmurHash3: which key ends a node is no secret and proves nothing.
        long hash = 0xcbf29ce484222325L;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        int zeros = Long.numberOfLeadingZeros(hash ^ (hash >>> 33));
        // A leaf of cards has eight: cards are long, and each of those that words led to is in another leaf.
        return (isPlugin(key) ? zeros + Tree.BITS - CARD_BITS : zeros) / Tree.BITS;
    }
}
