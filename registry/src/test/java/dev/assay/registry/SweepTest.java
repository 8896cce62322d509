package dev.assay.registry;

import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Verdict;
import dev.assay.registry.upkeep.Check;
import dev.assay.registry.upkeep.Progress;
import dev.assay.registry.upkeep.Sweep;
import dev.assay.trust.tuf.Anchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gc removes, and what it keeps for whom. Each state of the registry here is an hour younger than the one before. */
class SweepTest {
    private static final Anchor ANCHOR = Publisher.anchor(Shop.POLICY);
    private static final Instant FIRST = NOW;

    @TempDir
    private Path folder;

    private Path root;
    private int states;

    @BeforeEach
    void aRegistryWithAPast() throws IOException {
        root = folder.resolve("registry");
        Publisher.create(root, Shop.PUBLISHER, WEEK, Shop.at(FIRST));
        age();
        publisher().publish(release("1.0.0"));
        age();
        // A second audit: the list of what refers to the module is another one then.
        Publication first = release("1.0.0");
        publisher()
                .attach(
                        SSH,
                        Shop.version("1.0.0"),
                        List.of(Shop.audit(
                                first.release(),
                                first.release().variants().getFirst(),
                                Verdict.APPROVED,
                                FIRST.plusSeconds(1))));
        age();
        publisher().publish(release("1.1.0"));
        age();
        publisher().refresh();
        age();
    }

    @Test
    void whatTheIndexDoesNotReachGoesAndTheRestIsWhole() throws IOException {
        SortedMap<String, Long> before = Trees.paths(root);
        Sweep.Swept swept = sweep(Duration.ZERO, false);

        SortedMap<String, Long> after = Trees.paths(root);
        assertThat(swept.removed().files())
                .isEqualTo(before.size() - after.size())
                .isPositive();
        before.keySet().removeAll(after.keySet());
        // Snapshots 1 to 4, the bin's versions before its last, the plugin's documents before its last, and the lists
        // of
        // referrers: of each release without its audit, and of one without its second.
        assertThat(before.keySet()).anyMatch(path -> path.equals("metadata/4.snapshot.json"));
        assertThat(before.keySet()).anyMatch(path -> path.startsWith("targets/index/acme/"));
        assertThat(before.keySet()).filteredOn(path -> path.contains("/blobs/")).hasSize(3);
        assertThat(before.keySet()).noneMatch(path -> path.endsWith(".root.json"));
        assertThat(before.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(swept.removed().bytes());
        assertThat(Check.look(root, ANCHOR, Shop.at(now()), Progress.NONE)).satisfies(report -> {
            assertThat(report.problems()).isEmpty();
            assertThat(report.leftovers().files()).isZero();
        });
        // And goes on.
        publisher().publish(release("1.2.0"));
        age();
        assertThat(sweep(Duration.ZERO, false).removed().files()).isPositive();
    }

    @Test
    void aDryRunSaysTheSameAndRemovesNothing() {
        SortedMap<String, Long> before = Trees.paths(root);
        Sweep.Swept dry = sweep(Duration.ZERO, true);
        assertThat(Trees.paths(root)).isEqualTo(before);
        assertThat(sweep(Duration.ZERO, false)).isEqualTo(dry);
    }

    @Test
    void whatWasCurrentWithinTheTimeStaysHoweverOldItsFilesAre() throws IOException {
        // State 4 ended an hour ago, when state 5 was written; state 3 two hours ago.
        Trees.copy(root, folder.resolve("copy"));
        sweep(Duration.ofMinutes(90), false);
        assertThat(root.resolve("metadata/4.snapshot.json")).exists();
        assertThat(root.resolve("metadata/3.snapshot.json")).doesNotExist();
        // The document that state 4 has is the current one; the one of state 2 went.
        assertThat(documents()).hasSize(1);

        Trees.copy(folder.resolve("copy"), root);
        restoreTimes();
        sweep(Duration.ofMinutes(150), false);
        assertThat(root.resolve("metadata/3.snapshot.json")).exists();
        assertThat(root.resolve("metadata/2.snapshot.json")).doesNotExist();
        assertThat(documents()).hasSize(2);
        // A reader who holds on to state 3 finds what that lists.
        Superseding.requireWhole(root, 3);
    }

    @Test
    void whatWasJustWrittenStaysAlthoughNothingReachesIt() throws IOException {
        sweep(Duration.ZERO, false);
        byte[] bytes = {1, 2, 3};
        Path fresh = Files.write(root.resolve(Places.blob(SSH, dev.assay.model.Digest.of(bytes))), bytes);
        Files.setLastModifiedTime(fresh, FileTime.from(now().minusSeconds(59)));
        assertThat(sweep(Duration.ofMinutes(1), false).kept().files()).isEqualTo(1);
        assertThat(fresh).exists();
        Files.setLastModifiedTime(fresh, FileTime.from(now().minusSeconds(61)));
        sweep(Duration.ofMinutes(1), false);
        assertThat(fresh).doesNotExist();
    }

    @Test
    void whatIsNoRegistrysIsNotTouched() throws IOException {
        Path notes = Files.writeString(root.resolve("metadata/notes.txt"), "mine");
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path blob = Files.writeString(outside.resolve("a".repeat(64)), "mine");
        Files.createDirectories(root.resolve("plugins/acme/linked/blobs"));
        Files.createSymbolicLink(root.resolve("plugins/acme/linked/blobs/sha256"), outside);
        Path link = Files.createSymbolicLink(root.resolve("targets/" + "b".repeat(64) + ".x.json"), blob);
        sweep(Duration.ZERO, false);
        assertThat(notes).exists();
        assertThat(blob).exists();
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    @Test
    void aRegistryThatIsDamagedIsNotSwept() throws IOException {
        Entry entry = Inventory.of(Source.directory(root), ANCHOR)
                .holding(SSH)
                .releases()
                .getFirst();
        Files.delete(root.resolve(Places.blob(SSH, entry.manifest().digest())));
        long before = Trees.files(root);
        assertThatThrownBy(() -> sweep(Duration.ZERO, false))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("nothing is removed")
                .hasMessageContaining("fsck");
        assertThat(Trees.files(root)).isEqualTo(before);

        assertThatThrownBy(() -> Sweep.of(folder, ANCHOR, Duration.ZERO, false, Shop.at(now()), Progress.NONE))
                .hasMessageContaining("is not a registry");
        assertThat(folder.resolve(".lock")).doesNotExist();
    }

    @Test
    void aPublicationThatWasNeverOneLeavesNoDirectory() throws IOException {
        Trees.copy(root.resolve(Places.layout(SSH)).resolve("blobs"), root.resolve("plugins/acme/never/blobs"));
        try (Stream<Path> files = Files.walk(root.resolve("plugins/acme/never"))) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(FIRST));
            }
        }
        sweep(Duration.ZERO, false);
        assertThat(root.resolve("plugins/acme/never")).doesNotExist();
        assertThat(root.resolve("plugins/acme")).exists();
    }

    /** Every file that a state which is not current any more names is there. */
    private static final class Superseding {
        static void requireWhole(Path root, long snapshot) throws IOException {
            var state = dev.assay.model.Json.read(
                    Files.readAllBytes(root.resolve("metadata/" + snapshot + ".snapshot.json")), 1 << 20);
            for (var role : state.path("signed").path("meta").properties()) {
                Path file = root.resolve(
                        "metadata/" + role.getValue().path("version").asLong() + "." + role.getKey());
                assertThat(file).exists();
                var targets = dev.assay.model.Json.read(Files.readAllBytes(file), 1 << 20)
                        .path("signed")
                        .path("targets");
                for (var target : targets.properties()) {
                    int slash = target.getKey().lastIndexOf('/') + 1;
                    String hash =
                            target.getValue().path("hashes").path("sha256").asString();
                    assertThat(root.resolve("targets/" + target.getKey().substring(0, slash) + hash + "."
                                    + target.getKey().substring(slash)))
                            .exists();
                }
            }
        }
    }

    private List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("targets/index/acme"))) {
            return files.toList();
        }
    }

    private Publisher publisher() {
        return Publisher.open(root, Shop.PUBLISHER, WEEK, Shop.at(now()));
    }

    private Instant now() {
        return FIRST.plus(Duration.ofHours(states));
    }

    /** What was written since the last state was written now, and an hour passes. */
    private void age() throws IOException {
        stamp(now());
        states++;
    }

    private final SortedMap<String, Instant> times = new java.util.TreeMap<>();

    private void stamp(Instant time) throws IOException {
        for (String path : Trees.paths(root).keySet()) {
            times.putIfAbsent(path, time);
        }
        times.put("metadata/timestamp.json", time);
        restoreTimes();
    }

    private void restoreTimes() throws IOException {
        for (String path : Trees.paths(root).keySet()) {
            Files.setLastModifiedTime(root.resolve(path), FileTime.from(times.getOrDefault(path, now())));
        }
    }

    private Sweep.Swept sweep(Duration older, boolean dry) {
        return Sweep.of(root, ANCHOR, older, dry, Shop.at(now()), Progress.NONE);
    }
}
