package dev.assay.registry.search;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a plugin is found by: runs of letters and digits, in lower case, without those that stand in every text. */
public final class Words {
    /** How many of a plugin count, those of its name first; and more than a summary of 200 characters usually has. */
    static final int MOST = 32;

    private static final int LONGEST = 40;
    private static final Set<String> EVERYWHERE = Set.of(
            "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "its", "of", "on", "or", "that",
            "the", "this", "to", "with");

    private Words() {}

    /** The words of a text; a longer one than 40 characters counts by its first 40. */
    public static SortedSet<String> of(String text) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(inOrder(text)));
    }

    /** The words of a card. */
    public static SortedSet<String> of(Card card) {
        SortedSet<String> words = new TreeSet<>();
        for (String word : inOrder(card.plugin() + " " + card.summary())) {
            if (words.size() < MOST) {
                words.add(word);
            }
        }
        return words;
    }

    private static Set<String> inOrder(String text) {
        Set<String> words = new LinkedHashSet<>();
        StringBuilder word = new StringBuilder();
        // The blank ends the last one.
        (text + " ").codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c)) {
                word.appendCodePoint(c);
            } else if (!word.isEmpty()) {
                String whole = word.toString().toLowerCase(Locale.ROOT);
                words.add(whole.substring(
                        0, whole.offsetByCodePoints(0, Math.min(LONGEST, whole.codePointCount(0, whole.length())))));
                word.setLength(0);
            }
        });
        words.removeAll(EVERYWHERE);
        return words;
    }
}
