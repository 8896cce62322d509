package dev.assay.registry.search;

import static dev.assay.registry.search.Cards.card;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The search document's tree: its shape follows from what is in it, and a change touches little of it. */
class TreeTest {
    @Test
    void theOrderOfChangesDoesNotShow() {
        List<Card> cards =
                new ArrayList<>(IntStream.range(0, 300).mapToObj(Cards::card).toList());
        Cards.Held whole = new Cards.Held();
        Blob expected = new Tree(whole).of(cards).orElseThrow();
        for (int seed = 0; seed < 2; seed++) {
            Collections.shuffle(cards, new Random(seed));
            Cards.Held nodes = new Cards.Held();
            Blob root = new Tree(nodes).of(cards.subList(0, 1)).orElseThrow();
            for (Card card : cards.subList(1, cards.size())) {
                root = new Tree(nodes).with(root, card);
            }
            assertThat(root).isEqualTo(expected);
        }
    }

    /** Words come and go with summaries: keys at which nodes of every level end are among them. */
    @Test
    void whateverChangesItIsAsIfItWereMadeAnew() {
        Random random = new Random(7);
        // Of two plugins, the tree is now a leaf and now of two levels.
        assertThat(levels(random, 2, 200, 1)).contains(0, 1);
        assertThat(levels(random, 60, 400, 20)).contains(1, 2);
    }

    private static Set<Integer> levels(Random random, int plugins, int changes, int every) {
        Map<PluginName, Card> cards = new TreeMap<>();
        Cards.Held nodes = new Cards.Held();
        Optional<Blob> root = Optional.empty();
        Set<Integer> levels = new HashSet<>();
        for (int i = 0; i < changes; i++) {
            StringBuilder summary = new StringBuilder("About");
            for (int word = random.nextInt(28); word > 0; word--) {
                summary.append(" w").append(random.nextInt(4000));
            }
            Card card = card(card(random.nextInt(plugins)).plugin().toString(), "1.0." + i, summary.toString());
            cards.put(card.plugin(), card);
            root = root.isEmpty()
                    ? new Tree(nodes).of(List.of(card))
                    : Optional.of(new Tree(nodes).with(root.get(), card));
            levels.add(Node.read(nodes.read(root.orElseThrow()), root.orElseThrow())
                    .level());
            if (i % every == 0) {
                assertThat(root).isEqualTo(new Tree(new Cards.Held()).of(cards.values()));
            }
        }
        Search search = new Search(nodes, root.orElseThrow());
        assertThat(cards.values()).allMatch(search::says);
        assertThat(Search.walk(root.orElseThrow(), node -> Optional.of(nodes.read(node))))
                .isEqualTo(cards.values().stream().mapToInt(Search::keys).sum());
        return levels;
    }

    @Test
    void aChangeWritesTheWaysToWhatItChangesAlone() {
        Cards.Held nodes = new Cards.Held();
        Blob root = new Tree(nodes)
                .of(IntStream.range(0, 2000).mapToObj(Cards::card).toList())
                .orElseThrow();
        int all = nodes.written;
        nodes.written = 0;
        nodes.read = 0;
        // Another version with the same words: one way of four nodes. No word is touched.
        Card card = card(1234);
        root = new Tree(nodes).with(root, card(card.plugin().toString(), "9.0.0", card.summary()));
        assertThat(nodes.written).isLessThanOrEqualTo(4);
        assertThat(nodes.read).isLessThanOrEqualTo(4);
        nodes.written = 0;
        new Tree(nodes).with(root, card(2001));
        assertThat(nodes.written).isBetween(5, 40).isLessThan(all / 20);
    }

    @Test
    void aNodeThatBelongsElsewhereIsRefused() {
        Cards.Held nodes = new Cards.Held();
        Blob root = new Tree(nodes)
                .of(IntStream.range(0, 200).mapToObj(Cards::card).toList())
                .orElseThrow();
        Node node = Node.read(nodes.read(root), root);
        assertThat(node.level()).isPositive();
        List<Node.Item> items = new ArrayList<>(node.items());
        // The first one twice: else a small document could lead for ever.
        items.set(1, Node.Item.above(items.get(1).key(), items.getFirst().below()));
        Blob forged = put(nodes, new Node(node.level(), items));
        assertThatThrownBy(() -> Search.walk(forged, each -> Optional.of(nodes.read(each))))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("where another one belongs");
        String within = items.get(1).key();
        assertThatThrownBy(() -> new Search(nodes, forged).says(card(nodeCard(within)))) // the way leads there
                .isInstanceOf(RegistryException.class);
        // A way back up.
        Blob back = put(nodes, new Node(1, List.of(Node.Item.above(node.last(), root))));
        assertThatThrownBy(() -> Search.walk(back, each -> Optional.of(nodes.read(each))))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("where another one belongs");
    }

    private static int nodeCard(String key) {
        return Integer.parseInt(key.substring(key.lastIndexOf('-') + 1));
    }

    private static Blob put(Cards.Held nodes, Node node) {
        byte[] bytes = node.toBytes();
        Blob blob = Blob.of(bytes);
        nodes.write(blob, bytes);
        return blob;
    }

    @Test
    void whatIsNoNodeIsRefused() {
        String key = "\"/ acme ssh\"";
        for (String wrong : List.of(
                "{}",
                "{\"format\":\"assay.search/2\",\"level\":0,\"keys\":[\"a b c\"],\"cards\":[]}",
                "{\"format\":\"assay.search/1\",\"level\":0,\"keys\":[],\"cards\":[]}",
                "{\"format\":\"assay.search/1\",\"level\":13,\"keys\":[\"a b c\"],\"nodes\":[]}",
                "{\"format\":\"assay.search/1\",\"level\":0,\"keys\":[\"b b c\",\"a b c\"],\"cards\":[]}",
                "{\"format\":\"assay.search/1\",\"level\":0,\"keys\":[" + key + "],\"cards\":[]}",
                "{\"format\":\"assay.search/1\",\"level\":0,\"keys\":[\"a b c\"],\"cards\":[{}]}",
                "{\"format\":\"assay.search/1\",\"level\":0,\"keys\":[\"a b c\"],\"cards\":[],\"more\":1}",
                "{\"format\":\"assay.search/1\",\"level\":0,\"keys\":[" + key + "],\"cards\":["
                        + dev.assay.model.Json.pretty(
                                card("acme/tls", "1.0.0", "x").toJson()) + "]}",
                "{\"format\":\"assay.search/1\",\"level\":0,\"keys\":[" + key + "],\"cards\":["
                        + dev.assay.model.Json.pretty(
                                        card("acme/ssh", "1.0.0", "seen").toJson())
                                .replace("seen", "un\\u202eseen")
                        + "]}")) {
            byte[] bytes = wrong.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Node.read(bytes, Blob.of(bytes)))
                    .as(wrong)
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("cannot be used");
        }
        String right = "{\"format\":\"assay.search/1\",\"level\":0,\"keys\":[" + key + ",\"a b c\"],\"cards\":["
                + dev.assay.model.Json.pretty(card("acme/ssh", "1.0.0", "x").toJson()) + "]}";
        byte[] bytes = right.getBytes(StandardCharsets.UTF_8);
        assertThat(Node.read(bytes, Blob.of(bytes)).items()).hasSize(2);
    }
}
