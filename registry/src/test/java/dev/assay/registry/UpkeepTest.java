package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.registry.upkeep.Check;
import dev.assay.registry.upkeep.Problem;
import dev.assay.registry.upkeep.Progress;
import dev.assay.registry.upkeep.Report;
import dev.assay.registry.upkeep.Sweep;
import dev.assay.trust.tuf.Anchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who looks after a registry holds nobody up who publishes to it, and takes away or overwrites nothing of what is published
 * meanwhile. The publisher here has the thread that looks: it would wait for itself.
 */
class UpkeepTest {
    private static final PluginName TLS = PluginName.parse("acme/tls");
    private static final Anchor ANCHOR = Publisher.anchor(Shop.POLICY);

    @TempDir
    private Path folder;

    private Path root;
    private final AtomicBoolean published = new AtomicBoolean();

    @BeforeEach
    void aRegistry() {
        root = folder.resolve("registry");
        Publisher publisher = Publisher.create(root, Shop.PUBLISHER, WEEK, CLOCK);
        publisher.publish(release("1.0.0"));
        publisher.publish(release(TLS, "2.0.0", Map.of("baseline", Shop.module("tls"))));
    }

    private void publishOnce() {
        if (!published.getAndSet(true)) {
            Publisher.open(root, Shop.PUBLISHER, WEEK, CLOCK).publish(release("1.1.0"));
        }
    }

    @Test
    void whatIsPublishedWhileASweepLooksStaysAlsoWhereItLayUselessBefore() throws IOException {
        byte[] module = Shop.module("ssh 1.1.0");
        Path useless = blob(module);
        Files.write(useless, module);
        Path other = blob(new byte[] {1});
        Files.write(other, new byte[] {1});
        for (Path file : new Path[] {useless, other}) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
        }
        Sweep.Swept swept =
                Sweep.of(root, ANCHOR, Duration.ofDays(1), false, Clock.systemUTC(), (_, _, _) -> publishOnce());

        assertThat(swept.removed().files()).isEqualTo(1);
        assertThat(other).doesNotExist();
        assertThat(useless).hasBinaryContent(module);
        assertThat(Check.look(root, ANCHOR, CLOCK, Progress.NONE).problems()).isEmpty();
    }

    @Test
    void whatASweepFoundGoesWhereNobodyPublished() throws IOException {
        Path old = blob(new byte[] {1});
        Files.write(old, new byte[] {1});
        Path empty = Files.createDirectories(root.resolve("plugins/acme/never/blobs/sha256"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
        SortedMap<String, Long> before = Trees.paths(root);
        Sweep.Swept dry = Sweep.of(root, ANCHOR, Duration.ofDays(1), true, Clock.systemUTC(), Progress.NONE);
        assertThat(Trees.paths(root)).isEqualTo(before);
        assertThat(empty).exists();
        assertThat(Sweep.of(root, ANCHOR, Duration.ofDays(1), false, Clock.systemUTC(), Progress.NONE))
                .isEqualTo(dry);
        assertThat(old).doesNotExist();
        assertThat(root.resolve("plugins/acme/never")).doesNotExist();
        assertThat(root.resolve("plugins/acme/tls")).exists();
    }

    @Test
    void aDryRunAndAWholeRegistryTakeNoLock() {
        try (Lock _ = Lock.take(new Folder(root), Duration.ofSeconds(1))) {
            Sweep.of(root, ANCHOR, Duration.ZERO, true, CLOCK, Progress.NONE);
            assertThat(mend(Optional.empty(), Progress.NONE).all()).isZero();
        }
    }

    @Test
    void whoPublishesDoesNotWaitForARepairThatFetchesAndBothAreTold() throws IOException {
        Path copy = folder.resolve("copy");
        Trees.copy(root, copy);
        Path lost = blob(Shop.module("ssh 1.0.0"));
        Files.delete(lost);
        Path behind = root.resolve(Places.layout(TLS)).resolve("index.json");
        Files.writeString(behind, "{}");
        Source from = new Source() {
            @Override
            public byte[] read(String path, int most) {
                publishOnce();
                return Source.directory(copy).read(path, most);
            }
        };
        Report report = mend(Optional.of(from), Progress.NONE);

        assertThat(published).isTrue();
        assertThat(report.left()).isZero();
        assertThat(report.all()).isEqualTo(2);
        assertThat(report.problems())
                .extracting(Problem::kind)
                .containsExactly(Problem.Kind.MISSING, Problem.Kind.BEHIND);
        assertThat(report.problems()).allMatch(Problem::mended);
        assertThat(report.index().orElseThrow().releases()).as("of what is now").isEqualTo(3);
        assertThat(Check.look(root, ANCHOR, CLOCK, Progress.NONE).problems()).isEmpty();
    }

    @Test
    void whatIsPublishedWhileARepairLooksIsNotPutBack() throws IOException {
        Path behind = root.resolve(Places.layout(SSH)).resolve("index.json");
        Files.writeString(behind, "{}");
        Path foreign = blob(new byte[] {2});
        Files.write(foreign, new byte[] {3});
        Report report = mend(Optional.empty(), (done, _, _) -> {
            if (done == 1) {
                publishOnce();
            }
        });
        assertThat(report.left()).isZero();
        assertThat(foreign).doesNotExist();
        assertThat(Check.look(root, ANCHOR, CLOCK, Progress.NONE).problems()).isEmpty();
        assertThat(Files.readString(behind)).contains("1.1.0");
    }

    private Report mend(Optional<Source> from, Progress progress) {
        return Check.mend(root, ANCHOR, from, CLOCK, progress);
    }

    private Path blob(byte[] content) {
        return root.resolve(Places.blob(SSH, Digest.of(content)));
    }
}
