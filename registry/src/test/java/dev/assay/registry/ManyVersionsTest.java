package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.PUBLISHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.VersionRange;
import dev.assay.registry.search.Page;
import dev.assay.registry.search.Words;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a reader takes of a registry of many versions is what it takes of a small one, by bytes and requests.
 * {@code bench/versions} asks the same of a million versions.
 */
class ManyVersionsTest {
    private static final int VERSIONS = 5;

    @TempDir
    private Path folder;

    private record Cost(long bytes, int files) {}

    /** What each question takes from the source after what every reader of an index reads. */
    private Map<String, Cost> costs(int plugins) {
        Path root = folder.resolve("registry-" + plugins);
        Simulated.make(root, PUBLISHER, plugins, VERSIONS, CLOCK);
        Map<String, Cost> costs = new LinkedHashMap<>();
        Simulated.Counted source = new Simulated.Counted(root);
        Registry registry = Registry.open(source, Shop.POLICY, folder.resolve("memory-" + plugins), CLOCK);
        for (String question : new String[] {"resolve", "list", "page", "common", "rare", "both", "none"}) {
            Index index = registry.current();
            source.bytes = 0;
            source.files = 0;
            switch (question) {
                case "resolve" ->
                    assertThat(index.resolve(Simulated.kept(plugins, 7), VersionRange.parse("^1.0")))
                            .isInstanceOf(Resolution.Found.class);
                case "list" -> requireFull(registry, index, "", Optional.empty());
                case "page" -> requireFull(registry, index, "", Optional.of(Simulated.name(plugins / 2)));
                case "common" -> requireFull(registry, index, "kernel", Optional.empty());
                case "rare" ->
                    assertThat(search(registry, index, "plugin " + (plugins - 1), Optional.empty())
                                    .cards())
                            .singleElement()
                            .satisfies(card -> assertThat(card.plugin()).isEqualTo(Simulated.name(plugins - 1)));
                case "both" ->
                    assertThat(search(registry, index, "kernel sudo", Optional.empty())
                                    .cards())
                            .isNotEmpty();
                default ->
                    assertThat(search(registry, index, "nothing", Optional.empty()))
                            .isEqualTo(new Page(java.util.List.of(), Optional.empty()));
            }
            costs.put(question, new Cost(source.bytes, source.files));
        }
        return costs;
    }

    private static void requireFull(
            Registry registry, Index index, String words, Optional<dev.assay.model.PluginName> after) {
        Page page = search(registry, index, words, after);
        assertThat(page.cards()).hasSize(20);
        assertThat(page.next()).isPresent();
        assertThat(page.cards()).allMatch(card -> card.releases() == VERSIONS);
    }

    private static Page search(
            Registry registry, Index index, String words, Optional<dev.assay.model.PluginName> after) {
        return registry.search(index, new TreeSet<>(Words.of(words)), after, 20);
    }

    @Test
    void aQuestionCostsWhatItCostsInASmallRegistry() {
        Map<String, Cost> few = costs(1000);
        Map<String, Cost> many = costs(4000);
        few.forEach((question, cost) -> {
            Cost grown = many.get(question);
            assertThat(grown).isNotNull();
            // A level of the tree more, and a bin that holds more: not four times as much of anything.
            assertThat(grown.bytes()).as(question + few + many).isLessThan(2 * cost.bytes() + 16_384);
            assertThat(grown.files()).as(question + few + many).isLessThanOrEqualTo(cost.files() + 16);
            assertThat(grown.bytes()).as(question).isLessThan(300_000);
        });
    }
}
