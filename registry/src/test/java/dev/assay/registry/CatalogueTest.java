package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static dev.assay.registry.Shop.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.PluginName;
import dev.assay.registry.mirror.Mirror;
import dev.assay.registry.search.Card;
import dev.assay.registry.search.FolderNodes;
import dev.assay.registry.search.Page;
import dev.assay.registry.search.Tree;
import dev.assay.registry.search.Words;
import dev.assay.registry.upkeep.Check;
import dev.assay.registry.upkeep.Problem;
import dev.assay.registry.upkeep.Problem.Kind;
import dev.assay.registry.upkeep.Progress;
import dev.assay.registry.upkeep.Report;
import dev.assay.registry.upkeep.Sweep;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import dev.assay.trust.tuf.Anchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search document from its publication on: who writes it, reads it, checks it, mends it, copies it and sweeps it. */
class CatalogueTest {
    private static final PluginName TLS = PluginName.parse("acme/tls");
    private static final Anchor ANCHOR = Publisher.anchor(Shop.POLICY);
    /** Enough for a document of several parts. */
    private static final int OTHERS = 9;

    @TempDir
    private Path folder;

    private Path root;
    private Publisher publisher;
    private int memories;

    @TempDir
    private static Path once;

    /** Once: most of what it takes is waiting for the disk. */
    @BeforeAll
    static void aRegistry() {
        Publisher first = Publisher.create(once.resolve("registry"), Shop.PUBLISHER, WEEK, CLOCK);
        first.publish(release("1.0.0"));
        first.publish(release(TLS, "2.0.0", Map.of("baseline", Shop.module("tls"))));
        for (int i = 0; i < OTHERS; i++) {
            PluginName other = PluginName.parse("zebra/other-" + i);
            first.publish(release(other, "0.1." + i, Map.of("baseline", Shop.module("other " + i))));
        }
    }

    @BeforeEach
    void aCopyOfIt() throws IOException {
        root = folder.resolve("registry");
        Trees.copy(once.resolve("registry"), root);
        publisher = Publisher.open(root, Shop.PUBLISHER, WEEK, CLOCK);
    }

    @Test
    void eachChangeOfAPluginShows() {
        assertThat(card()).satisfies(card -> {
            assertThat(card.version()).isEqualTo(version("1.0.0"));
            assertThat(card.summary()).isEqualTo("Checks the effective sshd configuration against a baseline");
            assertThat(card.verdict()).hasValue(dev.assay.model.Verdict.APPROVED);
            assertThat(card.capabilities()).containsExactly("exec");
            assertThat(card.yanked()).isFalse();
        });
        publisher.publish(release("1.1.0"));
        publisher.publish(release("2.0.0-rc.1"));
        assertThat(card().version()).isEqualTo(version("1.1.0"));
        assertThat(card().releases()).isEqualTo(3);
        publisher.yank(SSH, version("1.1.0"), "finds nothing");
        assertThat(card().version()).isEqualTo(version("1.0.0"));
        publisher.yank(SSH, version("1.0.0"), "finds nothing");
        assertThat(card().version()).isEqualTo(version("2.0.0-rc.1"));
        publisher.yank(SSH, version("2.0.0-rc.1"), "finds nothing");
        assertThat(card().yanked()).isTrue();
        publisher.unyank(SSH, version("1.0.0"));
        assertThat(card().version()).isEqualTo(version("1.0.0"));
        Index index = registry(root).current();
        assertThat(index.card(SSH)).hasValue(card());
        assertThat(look().problems()).isEmpty();

        assertThat(index.revocation(card())).isEmpty();
        publisher.revoke(new Revocation(
                new Revocation.Target.Content(card().modules().getFirst()),
                "reads the wrong file",
                NOW,
                Severity.HIGH,
                Optional.empty()));
        assertThat(registry(root).current().revocation(card())).isPresent();
        assertThat(look().problems()).isEmpty();
    }

    @Test
    void withoutPluginsThereIsNone() {
        Path empty = folder.resolve("empty");
        Publisher.create(empty, Shop.PUBLISHER, WEEK, CLOCK).refresh();
        Registry registry = registry(empty);
        assertThat(registry.current().search()).isEmpty();
        assertThat(registry.search(registry.current(), Words.of(""), Optional.empty(), 20)
                        .cards())
                .isEmpty();
    }

    @Test
    void eachPartThatIsGoneIsMissedAndMendedWithoutACopy() throws IOException {
        List<Inventory.Item> parts = parts();
        assertThat(parts).hasSizeGreaterThan(3);
        // The root, one above leaves or a leaf, and the last leaf.
        for (Inventory.Item part : List.of(parts.getFirst(), parts.get(1), parts.getLast())) {
            byte[] before = Files.readAllBytes(root.resolve(part.path()));
            Files.delete(root.resolve(part.path()));
            assertThat(one().kind()).isEqualTo(Kind.MISSING);
            assertThat(one().path()).isEqualTo(part.path());
            Files.writeString(root.resolve(part.path()), "something else");
            assertThat(one().kind()).isEqualTo(Kind.CHANGED);
            assertThat(mend().left()).isZero();
            assertThat(root.resolve(part.path())).hasBinaryContent(before);
        }
        for (Inventory.Item part : parts) {
            Files.delete(root.resolve(part.path()));
        }
        assertThat(mend().left()).isZero();
        assertThat(look().problems()).isEmpty();
        assertThat(parts()).isEqualTo(parts);
    }

    @Test
    void oneThatSaysOtherThanTheIndexIsToldAndMadeAnewWithTheKey() {
        Card wrong = with(card(), "Checks nothing");
        List<Card> cards = new ArrayList<>(cards());
        cards.replaceAll(card -> card.plugin().equals(SSH) ? wrong : card);
        sign(cards);
        assertThat(one()).satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.BEHIND);
            assertThat(problem.remedy()).contains("registry refresh --search");
        });
        assertThat(mend().left()).isEqualTo(1);
        publisher.renewSearch();
        assertThat(look().problems()).isEmpty();

        // One plugin too many, which the index does not list.
        cards = new ArrayList<>(cards());
        cards.add(new Card(
                PluginName.parse("acme/none"),
                version("1.0.0"),
                "x",
                NOW,
                Optional.empty(),
                new TreeSet<>(),
                1,
                false,
                card().release(),
                List.of()));
        sign(cards);
        assertThat(one().kind()).isEqualTo(Kind.BEHIND);
        publisher.renewSearch();
        assertThat(look().problems()).isEmpty();
        // As it is: made anew it is the same.
        List<Inventory.Item> parts = parts();
        publisher.renewSearch();
        assertThat(parts()).isEqualTo(parts);
    }

    private static Card with(Card card, String summary) {
        return new Card(
                card.plugin(),
                card.version(),
                summary,
                card.published(),
                card.verdict(),
                card.capabilities(),
                card.releases(),
                card.yanked(),
                card.release(),
                card.modules());
    }

    /** As whoever has the publish key could. */
    private void sign(List<Card> cards) {
        FolderNodes nodes = new FolderNodes(new Folder(root));
        Blob search = new Tree(nodes).of(cards).orElseThrow();
        byte[] bytes = nodes.read(search);
        nodes.flush();
        IndexWriter writer =
                new IndexWriter(new Folder(root), ANCHOR, List.of(Shop.PUBLISHER), WEEK, CLOCK, Optional.empty());
        IndexWriter.Opened opened = writer.opened();
        IndexChange change = opened.change();
        change.search(opened.documents(), bytes);
        writer.commit(change);
    }

    /** It follows from the rest, so that a publisher need not stop for it. */
    @Test
    void aPublisherMakesADamagedOneAnew() throws IOException {
        for (Inventory.Item part : parts()) {
            Files.delete(root.resolve(part.path()));
        }
        Registry registry = registry(root);
        Index index = registry.current();
        assertThatThrownBy(() -> registry.search(index, Words.of("tls"), Optional.empty(), 20))
                .isInstanceOf(ContentMissingException.class)
                .hasMessageContaining("search.json");
        publisher.publish(release("1.1.0"));
        assertThat(look().problems()).isEmpty();
        assertThat(found(root, "tls")).containsExactly("acme/tls");
    }

    @Test
    void aChangedPartIsRefused() throws IOException {
        for (Inventory.Item part : parts()) {
            byte[] bytes = Files.readAllBytes(root.resolve(part.path()));
            bytes[bytes.length / 2]++;
            Files.write(root.resolve(part.path()), bytes);
        }
        assertThatThrownBy(() -> found(root, "tls")).isInstanceOf(ContentChangedException.class);
    }

    @Test
    void aWholeMirrorHasItAndOneOfSomePluginsIsGoneThrough() {
        Path whole = folder.resolve("whole");
        mirror().into(whole, new TreeSet<>(), 0);
        Path some = folder.resolve("some");
        mirror().into(some, new TreeSet<>(Set.of(SSH)), 0);
        Path archive = folder.resolve("whole.tar");
        mirror().pack(archive, new TreeSet<>(), 0);

        for (Path each : List.of(whole, some)) {
            assertThat(Check.look(each, ANCHOR, CLOCK, Progress.NONE)).satisfies(report -> {
                assertThat(report.problems()).isEmpty();
                assertThat(report.leftovers().files()).isZero();
            });
        }
        assertThat(found(whole, "checks sshd")).hasSize(2 + OTHERS);
        assertThat(found(some, "checks sshd")).containsExactly("acme/ssh-hardening");
        assertThat(found(some, "tls")).isEmpty();
        Registry packed = Registry.open(Mirror.archive(archive), Shop.POLICY, folder.resolve("packed"), CLOCK);
        assertThat(packed.search(packed.current(), Words.of("tls"), Optional.empty(), 20)
                        .cards())
                .hasSize(1);

        // Page by page, as of the whole.
        Registry reader = registry(some);
        assertThat(reader.search(reader.current(), Words.of(""), Optional.of(SSH), 1))
                .isEqualTo(new Page(List.of(), Optional.empty()));
        mirror().into(some, new TreeSet<>(Set.of(TLS)), 0);
        reader = registry(some);
        Page first = reader.search(reader.current(), Words.of(""), Optional.empty(), 1);
        assertThat(first.next()).hasValue(SSH);
        assertThat(reader.search(reader.current(), Words.of(""), first.next(), 1)
                        .cards())
                .extracting(Card::plugin)
                .containsExactly(TLS);
    }

    @Test
    void whatItWasLatelyStaysAndWhatItWasBeforeGoes() {
        List<Inventory.Item> before = parts();
        publisher.publish(release("1.1.0"));
        List<Inventory.Item> after = parts();
        List<Inventory.Item> gone =
                before.stream().filter(part -> !after.contains(part)).toList();
        assertThat(gone).isNotEmpty();

        Sweep.of(root, ANCHOR, Duration.ofHours(1), false, CLOCK, Progress.NONE);
        assertThat(before).allMatch(part -> Files.exists(root.resolve(part.path())));
        Sweep.of(root, ANCHOR, Duration.ZERO, false, Shop.at(NOW.plus(Duration.ofDays(9999))), Progress.NONE);
        assertThat(gone).noneMatch(part -> Files.exists(root.resolve(part.path())));
        assertThat(after).allMatch(part -> Files.exists(root.resolve(part.path())));
        assertThat(look().problems()).isEmpty();
    }

    private Mirror mirror() {
        return new Mirror(Source.directory(root), ANCHOR, CLOCK, _ -> {});
    }

    private List<Inventory.Item> parts() {
        Inventory inventory = Inventory.of(Source.directory(root), ANCHOR);
        List<Inventory.Item> parts = new ArrayList<>();
        dev.assay.registry.search.Search.walk(inventory.search().orElseThrow().blob(), node -> {
            parts.add(Inventory.searchNode(node));
            return Optional.of(Inventory.read(Source.directory(root), Inventory.searchNode(node)));
        });
        return parts;
    }

    private List<Card> cards() {
        Inventory inventory = Inventory.of(Source.directory(root), ANCHOR);
        return inventory.held().stream()
                .map(plugin -> inventory.holding(plugin).card())
                .toList();
    }

    private Card card() {
        return registry(root).current().search().orElseThrow().card(SSH).orElseThrow();
    }

    private List<String> found(Path place, String words) {
        Registry reader = registry(place);
        return reader.search(reader.current(), Words.of(words), Optional.empty(), 100).cards().stream()
                .map(card -> card.plugin().toString())
                .toList();
    }

    private Registry registry(Path place) {
        return Registry.open(Source.directory(place), Shop.POLICY, folder.resolve("memory-" + memories++), CLOCK);
    }

    private Report look() {
        return Check.look(root, ANCHOR, CLOCK, Progress.NONE);
    }

    private Problem one() {
        List<Problem> problems = look().problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    private Report mend() {
        return Check.mend(root, ANCHOR, Optional.empty(), CLOCK, Progress.NONE);
    }
}
