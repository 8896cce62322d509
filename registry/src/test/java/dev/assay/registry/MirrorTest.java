package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.PluginName;
import dev.assay.registry.mirror.Mirror;
import dev.assay.registry.upkeep.Check;
import dev.assay.registry.upkeep.Progress;
import dev.assay.trust.tuf.Anchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a registry: whole and in part, in a directory and in an archive. */
class MirrorTest {
    private static final PluginName TLS = PluginName.parse("acme/tls");
    /** Too long a name for the plain header of an archive. */
    private static final PluginName LONG = PluginName.parse("acme/" + "long-name-".repeat(5) + "x");

    private static final Anchor ANCHOR = Publisher.anchor(Shop.POLICY);

    @TempDir
    private Path folder;

    private Path root;
    private Path target;
    private Publisher publisher;

    @BeforeEach
    void aRegistryOfThreePlugins() {
        root = folder.resolve("registry");
        target = folder.resolve("mirror");
        publisher = Publisher.create(root, Shop.PUBLISHER, WEEK, CLOCK);
        publisher.publish(release("1.0.0"));
        publisher.publish(release(TLS, "2.0.0", Map.of("baseline", Shop.module("tls"))));
        publisher.publish(release(LONG, "3.0.0", Map.of("baseline", Shop.module("long"))));
    }

    @Test
    void aMirrorIsWholeAndIsReadLikeTheRegistry() {
        Mirror.Copied copied = into(Set.of());

        assertThat(copied.isWhole()).isTrue();
        assertThat(copied.until()).isEqualTo(NOW.plus(WEEK));
        assertThat(Check.look(target, ANCHOR, CLOCK, Progress.NONE)).satisfies(report -> {
            assertThat(report.problems()).isEmpty();
            assertThat(report.leftovers().files()).isZero();
        });
        requireReadable(target, SSH, TLS, LONG);
        assertThat(MirrorNote.of(Source.directory(target)))
                .hasValueSatisfying(note -> assertThat(note.until()).isEqualTo(NOW.plus(WEEK)));
    }

    @Test
    void broughtUpToDateItCopiesOnlyWhatIsNew() {
        into(Set.of());
        assertThat(into(Set.of()).files()).isZero();

        publisher.publish(release("1.1.0"));
        Mirror.Copied copied = into(Set.of());
        // The release's nine files, the plugin's document, bin, snapshot, timestamp, the note, the layout's tags, and
        // the
        // search
        // document's one part.
        assertThat(copied.files()).isEqualTo(16);
        assertThat(Check.look(target, ANCHOR, CLOCK, Progress.NONE).problems()).isEmpty();
        assertThat(index(target).releases(SSH)).hasSize(2);
    }

    @Test
    void itNeverGoesBackwards() throws IOException {
        Path old = folder.resolve("old");
        Trees.copy(root, old);
        publisher.publish(release("1.1.0"));
        into(Set.of());
        SortedMap<String, Long> before = Trees.paths(target);

        refused(() -> mirror(old).into(target, new TreeSet<>(), 0), "never goes backwards");
        // Another state of the same number, as who has the key could make.
        Publisher.open(old, Shop.PUBLISHER, WEEK.minusDays(1), CLOCK).publish(release("6.6.6"));
        refused(() -> mirror(old).into(target, new TreeSet<>(), 0), "never goes backwards");
        // Nor behind what its reader saw.
        refused(() -> mirror(root).into(folder.resolve("new"), new TreeSet<>(), 99), "went back from index 99");
        assertThat(Trees.paths(target)).isEqualTo(before);
        refused(() -> mirror(old).pack(archiveOf(root), new TreeSet<>(), 0), "never goes backwards");
    }

    @Test
    void aMirrorOfSomeHoldsThoseAndSaysSo() {
        Mirror.Copied copied = into(Set.of(SSH));
        assertThat(copied.plugins()).containsExactly(SSH);
        assertThat(copied.listed()).isEqualTo(3);

        requireReadable(target, SSH);
        assertThatThrownBy(() -> index(target).releases(TLS))
                .isInstanceOf(ContentMissingException.class)
                .hasMessageContaining("mirrors only some of the plugins")
                .hasMessageContaining("acme/ssh-hardening")
                .hasMessageContaining("acme/");
        Registry reader = Registry.open(Source.directory(target), Shop.POLICY, folder.resolve("memory"), CLOCK);
        assertThat(reader.held(reader.current())).containsExactly(SSH);

        // A later update keeps to them, and more can be asked for.
        publisher.publish(release(TLS, "2.1.0", Map.of("baseline", Shop.module("tls 2.1"))));
        assertThat(into(Set.of()).plugins()).containsExactly(SSH);
        assertThat(into(Set.of(TLS)).plugins()).containsExactly(SSH, TLS);
        requireReadable(target, SSH, TLS);
        refused(() -> into(Set.of(PluginName.parse("acme/none"))), "has no plugin acme/none");
    }

    @Test
    void fsckOfAMirrorOfSomeMissesNothingThatIsNotMeantToBeThere() throws IOException {
        into(Set.of(SSH));
        assertThat(Check.look(target, ANCHOR, CLOCK, Progress.NONE).problems()).isEmpty();
        Inventory inventory = Inventory.of(Source.directory(target), ANCHOR);
        Files.delete(target.resolve(inventory.document(SSH).path()));
        assertThat(Check.look(target, ANCHOR, CLOCK, Progress.NONE).problems()).hasSize(1);
    }

    @Test
    void aMirrorOfAMirrorOfSomeHoldsWhatThatHolds() {
        into(Set.of(SSH, TLS));
        Path second = folder.resolve("second");
        assertThat(mirror(target).into(second, new TreeSet<>(), 0).plugins()).containsExactly(SSH, TLS);
        refused(() -> mirror(target).into(folder.resolve("third"), new TreeSet<>(Set.of(LONG)), 0), "lacks acme/long");
        Path whole = folder.resolve("whole");
        mirror(root).into(whole, new TreeSet<>(), 0);
        refused(() -> mirror(target).into(whole, new TreeSet<>(), 0), "only some plugins");
    }

    @Test
    void anArchiveIsTheSameEachTimeAndIsTakenUpElsewhere() throws Exception {
        Path archive = archiveOf(root);
        byte[] first = Files.readAllBytes(archive);
        Path again = folder.resolve("again.tar");
        mirror(root).pack(again, new TreeSet<>(), 0);
        assertThat(again).hasBinaryContent(first);

        try (AutoCloseable source = (AutoCloseable) Mirror.archive(archive)) {
            mirror((Source) source).into(target, new TreeSet<>(), 0);
        }
        requireReadable(target, SSH, TLS, LONG);
        assertThat(Check.look(target, ANCHOR, CLOCK, Progress.NONE).problems()).isEmpty();
        // Another program unpacks it to the same files.
        Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
        Process tar = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", unpacked.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        SortedMap<String, Long> files = Trees.paths(target);
        files.remove(".lock");
        assertThat(Trees.paths(unpacked)).isEqualTo(files);
        requireReadable(unpacked, SSH, TLS, LONG);
    }

    @Test
    void anArchiveOfSomeIsReplacedByANewerOne() throws Exception {
        Path archive = folder.resolve("some.tar");
        mirror(root).pack(archive, new TreeSet<>(Set.of(TLS)), 0);
        publisher.publish(release("1.1.0"));
        assertThat(mirror(root).pack(archive, new TreeSet<>(Set.of(SSH)), 0).plugins())
                .containsExactly(SSH);
        try (AutoCloseable source = (AutoCloseable) Mirror.archive(archive)) {
            assertThat(mirror((Source) source).into(target, new TreeSet<>(), 0).plugins())
                    .containsExactly(SSH);
        }
        assertThat(index(target).releases(SSH)).hasSize(2);
        Path other = Files.writeString(folder.resolve("other.tar"), "a letter");
        refused(() -> mirror(root).pack(other, new TreeSet<>(), 0), "no archive of a registry");
        assertThat(other).hasContent("a letter");
        assertThat(folder.resolve(".other.tar.part")).doesNotExist();
    }

    @Test
    void whatIsDamagedIsNotCopiedAndReadersSeeWhatWasThere() throws IOException {
        into(Set.of());
        Index before = index(target);
        publisher.publish(release("1.1.0"));
        Entry entry = index(root).releases(SSH).getFirst();
        Path module = root.resolve(
                Places.blob(SSH, entry.variants().getFirst().module().digest()));
        Files.writeString(module, "another module");

        refused(() -> into(Set.of()), "signed index says");
        assertThat(index(target).number()).isEqualTo(before.number());
        assertThat(Check.look(target, ANCHOR, CLOCK, Progress.NONE).problems()).isEmpty();
    }

    @Test
    void aPlaceThatIsNoMirrorIsLeftAlone() throws IOException {
        Path letters = Files.createDirectories(folder.resolve("letters"));
        Files.writeString(letters.resolve("letter"), "x");
        refused(() -> mirror(root).into(letters, new TreeSet<>(), 0), "neither empty nor a registry");
        Publisher.create(folder.resolve("other"), Shop.AUDITOR, WEEK, CLOCK);
        refused(() -> mirror(root).into(folder.resolve("other"), new TreeSet<>(), 0), "holds another registry");
    }

    @Test
    void anExpiredRegistryIsNotMirrored() {
        Mirror late = new Mirror(Source.directory(root), ANCHOR, Shop.at(NOW.plus(WEEK)), _ -> {});
        refused(() -> late.into(target, new TreeSet<>(), 0), "expired at");
        new Mirror(Source.directory(root), ANCHOR, Shop.at(NOW.plus(WEEK).minusSeconds(1)), _ -> {})
                .into(target, new TreeSet<>(), 0);
    }

    /** Cut off after each file that is written, it is what it was, and goes on from there. */
    @Test
    void readersNeverSeeAnIndexWhoseContentIsMissing() throws IOException {
        into(Set.of());
        publisher.publish(release("1.1.0"));
        long was = index(target).number();
        int files = 15;
        for (int cut = 1; cut <= files; cut++) {
            Path here = folder.resolve("cut-" + cut);
            Trees.copy(target, here);
            int after = cut;
            List<Long> seen = new ArrayList<>();
            Mirror mirror = new Mirror(Source.directory(root), ANCHOR, CLOCK, _ -> {
                seen.add(1L);
                if (seen.size() == after) {
                    throw new IllegalStateException("cut off");
                }
            });
            assertThatThrownBy(() -> mirror.into(here, new TreeSet<>(), 0)).hasMessage("cut off");
            assertThat(index(here).number()).isIn(was, was + 1);
            requireReadable(here, SSH, TLS, LONG);

            mirror(root).into(here, new TreeSet<>(), 0);
            assertThat(Check.look(here, ANCHOR, CLOCK, Progress.NONE).problems())
                    .isEmpty();
        }
    }

    private Mirror.Copied into(Set<PluginName> chosen) {
        return mirror(root).into(target, new TreeSet<>(chosen), 0);
    }

    private Path archiveOf(Path registry) {
        Path archive = folder.resolve("all.tar");
        mirror(registry).pack(archive, new TreeSet<>(), 0);
        return archive;
    }

    private static Mirror mirror(Path from) {
        return mirror(Source.directory(from));
    }

    private static Mirror mirror(Source from) {
        return new Mirror(from, ANCHOR, CLOCK, _ -> {});
    }

    private int memories;

    private Index index(Path registry) {
        return Registry.open(Source.directory(registry), Shop.POLICY, folder.resolve("memory-" + memories++), CLOCK)
                .current();
    }

    private void requireReadable(Path registry, PluginName... plugins) {
        Index index = index(registry);
        for (PluginName plugin : plugins) {
            for (Entry entry : index.releases(plugin)) {
                index.fetch(entry, entry.release());
                index.fetch(entry, entry.manifest());
                for (ListedVariant variant : entry.variants()) {
                    index.fetch(entry, variant.module());
                    index.fetch(entry, variant.artifact());
                    index.fetch(entry, variant.referrers());
                    assertThat(index.statements(entry, variant)).hasSize(1);
                }
            }
        }
    }

    private static void refused(ThrowingCallable what, String says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContaining(says);
    }
}
