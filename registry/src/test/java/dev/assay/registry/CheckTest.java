package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.PluginName;
import dev.assay.registry.upkeep.Check;
import dev.assay.registry.upkeep.Problem;
import dev.assay.registry.upkeep.Problem.Kind;
import dev.assay.registry.upkeep.Progress;
import dev.assay.registry.upkeep.Report;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import dev.assay.trust.tuf.Anchor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What fsck finds, and what it mends. */
class CheckTest {
    private static final PluginName TLS = PluginName.parse("acme/tls");
    private static final Anchor ANCHOR = Publisher.anchor(Shop.POLICY);

    @TempDir
    private Path folder;

    private Path root;
    private Path copy;
    private Entry entry;
    private ListedVariant variant;

    @BeforeEach
    void aRegistryAndACopyOfIt() throws IOException {
        root = folder.resolve("registry");
        copy = folder.resolve("copy");
        Publisher publisher = Publisher.create(root, Shop.PUBLISHER, WEEK, CLOCK);
        publisher.publish(release("1.0.0"));
        publisher.publish(release("1.1.0"));
        publisher.publish(release(TLS, "2.0.0", Map.of("baseline", Shop.module("tls"))));
        publisher.revoke(new Revocation(
                new Revocation.Target.Content(dev.assay.model.Digest.of(new byte[] {9})),
                "reads the wrong file",
                NOW,
                Severity.HIGH,
                Optional.empty()));
        Trees.copy(root, copy);
        entry = Inventory.of(Source.directory(root), ANCHOR)
                .holding(SSH)
                .releases()
                .getFirst();
        variant = entry.variants().getFirst();
    }

    @Test
    void aRegistryThatIsWholeHasNoProblem() {
        List<String> told = new ArrayList<>();
        Report report = Check.look(root, ANCHOR, CLOCK, (done, all, _) -> told.add(done + "/" + all));

        assertThat(report.problems()).isEmpty();
        assertThat(report.left()).isZero();
        assertThat(report.index()).hasValueSatisfying(state -> {
            assertThat(state.plugins()).isEqualTo(2);
            assertThat(state.releases()).isEqualTo(3);
            assertThat(state.number()).isEqualTo(5);
            assertThat(state.expired()).isFalse();
        });
        assertThat(told).containsExactly("1/2", "2/2");
        // Every file is either reached or left of an earlier state.
        assertThat(report.files().files() + report.leftovers().files()).isEqualTo(Trees.files(root) - 1);
        assertThat(report.leftovers().files()).isPositive();
        assertThat(report.toJson().path("valid").asBoolean()).isTrue();
    }

    @Test
    void oneThatExpiredIsWholeAllTheSame() {
        Report report = Check.look(root, ANCHOR, Shop.at(NOW.plus(WEEK)), Progress.NONE);

        assertThat(report.left()).isZero();
        assertThat(report.index())
                .hasValueSatisfying(state -> assertThat(state.expired()).isTrue());
        assertThat(Check.look(root, ANCHOR, Shop.at(NOW.plus(WEEK).minusSeconds(1)), Progress.NONE)
                        .index())
                .hasValueSatisfying(state -> assertThat(state.expired()).isFalse());
    }

    @Test
    void eachKindOfContentThatIsGoneIsMissedAndMendedFromACopy() throws IOException {
        Inventory inventory = Inventory.of(Source.directory(root), ANCHOR);
        List<Inventory.Item> all = new ArrayList<>(inventory.holding(SSH).content((_, _) -> {}));
        // Release, plugin.yaml, module, audit, configuration, artifact, the release's referrer, the audit's, and their
        // list, twice,
        // and the empty configuration.
        assertThat(all).hasSize(19);
        all.add(inventory.document(TLS));
        all.addAll(inventory.beside());
        for (Inventory.Item item : all) {
            Files.delete(root.resolve(item.path()));
            assertThat(one()).satisfies(problem -> {
                assertThat(problem.kind()).isEqualTo(Kind.MISSING);
                assertThat(problem.path()).isEqualTo(item.path());
                assertThat(problem.remedy()).contains("--from");
            });
            Files.writeString(root.resolve(item.path()), "something else");
            assertThat(one().kind()).as(item.path()).isEqualTo(Kind.CHANGED);

            assertThat(mend(Optional.of(Source.directory(copy))).left()).isZero();
            assertThat(look().problems()).isEmpty();
        }
    }

    @Test
    void whatFollowsFromTheIndexIsMendedWithoutACopy() throws IOException {
        for (Blob made : List.of(variant.artifact(), variant.referrers(), Blob.of(Artifact.EMPTY))) {
            Files.delete(blob(made));
            assertThat(mend(Optional.empty()).left()).isZero();
            assertThat(look().problems()).isEmpty();
        }
        Files.delete(blob(variant.module()));
        assertThat(mend(Optional.empty()).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.mended()).isFalse();
            assertThat(problem.path()).endsWith(variant.module().digest().hex());
        });
    }

    @Test
    void aCopyThatLiesMendsNothing() throws IOException {
        Files.delete(blob(variant.module()));
        Files.writeString(copy.resolve(root.relativize(blob(variant.module()))), "another module");

        assertThat(mend(Optional.of(Source.directory(copy))).left()).isEqualTo(1);
        assertThat(blob(variant.module())).doesNotExist();
    }

    @Test
    void tagsThatSayAnotherThingThanTheIndexAreMadeAnew() throws IOException {
        Path tags = root.resolve(Places.layout(SSH)).resolve("index.json");
        byte[] right = Files.readAllBytes(tags);
        for (String wrong :
                List.of("{}", new String(right, StandardCharsets.UTF_8) + " ", "{\"manifests\":[".repeat(1000))) {
            Files.writeString(tags, wrong);
            assertThat(one().kind()).isEqualTo(Kind.BEHIND);
            assertThat(mend(Optional.empty()).problems())
                    .singleElement()
                    .satisfies(p -> assertThat(p.mended()).isTrue());
            assertThat(tags).hasBinaryContent(right);
        }
        Files.delete(root.resolve(Places.layout(SSH)).resolve("oci-layout"));
        assertThat(one().kind()).isEqualTo(Kind.BEHIND);
    }

    @Test
    void anIndexThatCannotBeBelievedIsOneProblemAndTheEnd() throws IOException {
        Files.writeString(root.resolve("metadata/5.snapshot.json"), "{}");
        assertThat(one()).satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.INDEX);
            assertThat(problem.what()).contains("snapshot");
        });
        assertThat(look().index()).isEmpty();
        assertThatThrownBy(() -> mend(Optional.empty())).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> Check.mend(folder.resolve("none"), ANCHOR, Optional.empty(), CLOCK, Progress.NONE))
                .hasMessageContaining("does not exist");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void anotherRegistryInItsPlaceIsNotTakenForIt() {
        Publisher.create(folder.resolve("other"), Shop.AUDITOR, WEEK, CLOCK);
        assertThat(Check.look(folder.resolve("other"), ANCHOR, CLOCK, Progress.NONE)
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("not signed by 1 of the 1 publishers"));
    }

    @Test
    void whatIsNoPartOfARegistryIsTold() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "secret");
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("plugins/acme/cycle"), root);
        Files.createSymbolicLink(root.resolve("plugins/linked"), folder);
        Files.writeString(root.resolve("plugins/acme/ssh-hardening/blobs/sha256/.hidden"), "x");
        Files.writeString(root.resolve("metadata/9.root.json"), "{}");
        Files.writeString(root.resolve("metadata/root.json"), "{}");
        Files.writeString(root.resolve("notes.txt"), "x");
        Files.writeString(root.resolve("targets/" + "a".repeat(64) + ".revocations.json"), "not of that digest");
        Files.createDirectories(root.resolve("a/b/c/d/e/f/g/h/i"));
        Trees.fifo(root.resolve("pipe"));
        // Near misses: what lies beside a registry on a branch.
        Files.createDirectories(root.resolve("site/acme"));
        Files.writeString(root.resolve("site/index.html"), "x");
        Files.writeString(root.resolve("re-audit.json"), "{}");

        assertThat(look().problems())
                .extracting(Problem::path)
                .containsExactly(
                        "a/b/c/d/e/f/g/h",
                        "link",
                        "metadata/9.root.json",
                        "metadata/root.json",
                        "notes.txt",
                        "pipe",
                        "plugins/acme/cycle",
                        "plugins/acme/ssh-hardening/blobs/sha256/.hidden",
                        "plugins/linked",
                        "targets/" + "a".repeat(64) + ".revocations.json");
        Report mended = mend(Optional.empty());
        // Only what nothing reads under a name that Assay gives is removed; the rest is for people to look at.
        assertThat(mended.problems())
                .filteredOn(Problem::mended)
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).startsWith("targets/"));
        assertThat(root.resolve("notes.txt")).exists();
        assertThat(outside).hasContent("secret");
    }

    @Test
    void contentBehindALinkIsNotThere() throws IOException {
        Path module = blob(variant.module());
        Path elsewhere = folder.resolve("module");
        Files.move(module, elsewhere);
        Files.createSymbolicLink(module, elsewhere);

        assertThat(one()).satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.CHANGED);
            assertThat(problem.what()).contains("symbolic link");
        });
    }

    @Test
    void aLayoutOfAPluginThatIsNotListedIsNotShown() throws IOException {
        Trees.copy(root.resolve("plugins/acme/tls"), root.resolve("plugins/acme/never-published"));
        Report report = look();
        assertThat(report.problems()).extracting(Problem::kind).containsExactly(Kind.BEHIND, Kind.BEHIND);
        assertThat(mend(Optional.empty()).left()).isZero();
        assertThat(root.resolve("plugins/acme/never-published/index.json")).doesNotExist();
        // Its blobs are what they say, and harm nobody.
        assertThat(look().problems()).isEmpty();
    }

    @Test
    void aPublicationThatWasCutOffLeavesNoProblem() throws IOException {
        Path aside = Files.writeString(root.resolve(".aside"), "half");
        long leftovers = look().leftovers().files();
        Files.setLastModifiedTime(aside, FileTime.from(NOW.minus(Duration.ofHours(1))));
        assertThat(look().leftovers().files()).isEqualTo(leftovers + 1);
        assertThat(look().left()).isZero();

        assertThat(mend(Optional.empty()).problems()).isEmpty();
        assertThat(aside).doesNotExist();
    }

    /** What is made to keep a check busy for ever ends it. */
    @Test
    @Timeout(60)
    void moreProblemsThanAnybodyCouldReadEndIt() throws IOException {
        Path many = Files.createDirectories(root.resolve("plugins/acme/ssh-hardening/blobs/sha256"));
        for (int i = 0; i < 1100; i++) {
            Files.createFile(many.resolve("x" + i));
        }
        Report report = look();
        assertThat(report.all()).isEqualTo(1100);
        assertThat(report.problems()).hasSize(1000);
    }

    /** Another version of Assay may make the documents of a layout otherwise; what they name is reached all the same. */
    @Test
    void documentsThatWereMadeOtherwiseAreFollowed() {
        byte[] config = "{\"by\":\"another version\"}".getBytes(StandardCharsets.UTF_8);
        PluginIndex index = Odd.layout(root, SSH, config);

        Holding holding = new Holding(Source.directory(root), index);
        List<String> faults = new ArrayList<>();
        assertThat(holding.content((path, _) -> faults.add(path)))
                .extracting(item -> item.blob().digest())
                .contains(dev.assay.model.Digest.of(config));
        assertThat(faults).isEmpty();
    }

    private Report look() {
        return Check.look(root, ANCHOR, CLOCK, Progress.NONE);
    }

    private Problem one() {
        List<Problem> problems = look().problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    private Report mend(Optional<Source> from) {
        return Check.mend(root, ANCHOR, from, CLOCK, Progress.NONE);
    }

    private Path blob(Blob blob) {
        return root.resolve(Places.blob(SSH, blob.digest()));
    }

    /** A layout that another program made. */
    private static final class Odd {
        static PluginIndex layout(Path root, PluginName plugin, byte[] config) {
            Folder folder = new Folder(root);
            Layout layout = new Layout(folder, plugin);
            Blob named = layout.put(config);
            byte[] manifest = dev.assay.model.Json.canonical(withConfig(named));
            Blob artifact = layout.put(manifest);
            Holding before = Inventory.of(Source.directory(root), ANCHOR).holding(plugin);
            Entry first = before.releases().getFirst();
            ListedVariant listed = first.variants().getFirst();
            return new PluginIndex(
                    plugin,
                    9,
                    List.of(first.with(List.of(new ListedVariant(
                            listed.name(),
                            listed.module(),
                            listed.features(),
                            artifact,
                            listed.referrers(),
                            listed.statements(),
                            listed.audit(),
                            listed.verdict())))));
        }

        private static tools.jackson.databind.node.ObjectNode withConfig(Blob config) {
            var manifest = Artifact.index();
            manifest.set("config", Artifact.descriptor(Artifact.WASM_CONFIG_TYPE, config));
            return manifest;
        }
    }
}
