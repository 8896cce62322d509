package dev.assay.registry.search;

import dev.assay.model.PluginName;
import java.util.List;
import java.util.Optional;

/**
 * Some of the plugins that were asked for.
 *
 * @param cards in the order of their names
 * @param next what the page after this begins behind; empty: there is none. A page may have fewer cards than were asked for, and
 *     none, and yet be followed by another: what one page may cost is bounded
 */
public record Page(List<Card> cards, Optional<PluginName> next) {
    /** How many cards a page may have. */
    public static final int MOST = 1000;

    public Page {
        cards = List.copyOf(cards);
    }
}
