package dev.assay.registry.search;

import static dev.assay.registry.search.Cards.card;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.InvalidValueException;
import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pages of the catalogue: what they find, and what they cost. */
class SearchTest {
    private final Cards.Held nodes = new Cards.Held();

    @Test
    void aPluginIsFoundByTheWordsOfItsNameAndSummary() {
        Blob root = new Tree(nodes)
                .of(List.of(
                        card(
                                "acme/ssh-hardening",
                                "1.0.0",
                                "Checks the effective sshd configuration: Größe, MaxAuthTries!"),
                        card("acme/tls", "2.0.0", "Checks certificates"),
                        card("acme-x/tls", "2.0.0", "Reads certificates"),
                        card("zebra/ssh", "0.1.0", "Keys of ssh, and who wrote them")))
                .orElseThrow();
        assertThat(found(root, "")).containsExactly("acme/ssh-hardening", "acme/tls", "acme-x/tls", "zebra/ssh");
        assertThat(found(root, "SSH")).containsExactly("acme/ssh-hardening", "zebra/ssh");
        assertThat(found(root, "checks acme")).containsExactly("acme/ssh-hardening", "acme/tls");
        assertThat(found(root, "certificates tls")).containsExactly("acme/tls", "acme-x/tls");
        assertThat(found(root, "größe")).containsExactly("acme/ssh-hardening");
        assertThat(found(root, "maxauthtries sshd")).containsExactly("acme/ssh-hardening");
        // Not a part of a word, and not one of the words alone.
        assertThat(found(root, "certificate")).isEmpty();
        assertThat(found(root, "ssh certificates")).isEmpty();
        assertThat(found(root, "zzz")).isEmpty();
        assertThat(new Search(nodes, root).card(PluginName.parse("acme/ssh"))).isEmpty();
    }

    private List<String> found(Blob root, String words) {
        return new Search(nodes, root)
                .page(Words.of(words), Optional.empty(), 10).cards().stream()
                        .map(card -> card.plugin().toString())
                        .toList();
    }

    @Test
    void pagesGiveAllOfItOnceInOrder() {
        List<Card> cards = IntStream.range(0, 700).mapToObj(Cards::card).toList();
        Blob root = new Tree(nodes).of(cards).orElseThrow();
        for (String words : List.of("", "kernel", "sshd kernel", "owner 13")) {
            SortedSet<String> asked = Words.of(words);
            List<Card> expected = cards.stream()
                    .filter(card -> Words.of(card).containsAll(asked))
                    .sorted(Comparator.comparing(Card::plugin))
                    .toList();
            assertThat(expected).isNotEmpty();
            for (int limit : new int[] {1, 7, 1000}) {
                List<Card> all = new ArrayList<>();
                Optional<PluginName> after = Optional.empty();
                do {
                    Page page = new Search(nodes, root).page(asked, after, limit);
                    assertThat(page.cards()).hasSizeLessThanOrEqualTo(limit);
                    all.addAll(page.cards());
                    after = page.next();
                } while (after.isPresent());
                assertThat(all).as(words).isEqualTo(expected);
            }
        }
        // One that is gone meanwhile leads on all the same.
        assertThat(new Search(nodes, root)
                        .page(Words.of(""), Optional.of(PluginName.parse("owner-12/zzz")), 1)
                        .cards())
                .extracting(card -> card.plugin().owner())
                .containsExactly("owner-13");
    }

    @Test
    void aPageCostsWhatItCostsInASmallOne() {
        long[] fetched = new long[2];
        int[] sizes = {500, 5000};
        for (int i = 0; i < 2; i++) {
            Cards.Held held = new Cards.Held();
            Blob root = new Tree(held)
                    .of(IntStream.range(0, sizes[i]).mapToObj(Cards::card).toList())
                    .orElseThrow();
            for (String words : List.of("", "kernel", "sshd tls", "plugin 77")) {
                new Search(held, root).page(Words.of(words), Optional.of(PluginName.parse("owner-5/a")), 20);
            }
            fetched[i] = held.bytes;
        }
        assertThat(fetched[1]).isLessThan(3 * fetched[0]);
    }

    /** Two words that stand in turn, and never together: a page ends, and says where to go on. */
    @Test
    void aPageEndsThoughNothingIsFound() {
        List<Card> cards = IntStream.range(0, 20_000)
                .mapToObj(i -> card("a/p" + (100_000 + i), "1.0.0", i % 2 == 0 ? "even" : "odd"))
                .toList();
        Blob root = new Tree(nodes).of(cards).orElseThrow();
        nodes.read = 0;
        Page page = new Search(nodes, root).page(Words.of("even odd"), Optional.empty(), 20);
        assertThat(page.cards()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(nodes.read).isBetween(400, 500);
    }

    @Test
    void moreThanAPageGivesIsRefused() {
        Blob root = new Tree(nodes).of(List.of(card(1))).orElseThrow();
        Search search = new Search(nodes, root);
        assertThat(search.page(Words.of("b c d e f g h i"), Optional.empty(), 1000)
                        .cards())
                .isEmpty();
        assertThatThrownBy(() -> search.page(Words.of("b c d e f g h i j"), Optional.empty(), 1))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> search.page(Words.of(""), Optional.empty(), 1001))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> search.page(Words.of(""), Optional.empty(), 0))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void wordsAreCutAndCounted() {
        assertThat(Words.of("The sshd's MaxAuthTries=3, of a host"))
                .containsExactly("3", "host", "maxauthtries", "s", "sshd");
        assertThat(Words.of("x".repeat(50))).containsExactly("x".repeat(40));
        String many = IntStream.range(0, 50)
                .mapToObj(i -> "w" + i)
                .reduce((a, b) -> a + " " + b)
                .orElseThrow();
        assertThat(Words.of(card("acme/ssh", "1.0.0", many)))
                .hasSize(32)
                .contains("acme", "ssh", "w0", "w29")
                .doesNotContain("w30");
    }
}
