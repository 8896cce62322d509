package dev.assay.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of what was fetched, for how long, by whom. Each content here has 1,000 bytes. */
class ContentCacheTest {
    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void anEmptyFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("content"));
    }

    @Test
    void whatWasKeptIsReadAgainUnlessItChanged() throws IOException {
        ContentCache cache = new ContentCache(folder, 10_000);
        byte[] bytes = content(1);
        assertThat(cache.read(Blob.of(bytes))).isEmpty();
        cache.keep(Digest.of(bytes), bytes);
        assertThat(cache.read(Blob.of(bytes))).hasValue(bytes);
        // Another process finds it too.
        assertThat(new ContentCache(folder, 10_000).read(Blob.of(bytes))).hasValue(bytes);

        Files.write(folder.resolve(Digest.of(bytes).hex()), content(2));
        assertThat(cache.read(Blob.of(bytes))).isEmpty();
        cache.keep(Digest.of(bytes), bytes);
        assertThat(cache.read(Blob.of(bytes))).hasValue(bytes);
    }

    @Test
    void whatWasUsedLeastLatelyGoes() throws IOException {
        ContentCache cache = new ContentCache(folder, 10_000);
        for (int i = 0; i < 10; i++) {
            keep(cache, i);
            used(i, Duration.ofHours(10 - i));
        }
        // Is used again, so it stays; the next two oldest go for two new ones.
        assertThat(cache.read(Blob.of(content(0)))).isPresent();
        keep(cache, 10);
        keep(cache, 11);
        assertThat(kept(12)).containsExactly(0, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void whatIsHeldStaysAndIsNotCounted() throws IOException {
        ContentCache cache = new ContentCache(folder, 3_000);
        cache.hold("a", digests(0, 1));
        cache.hold("b", digests(1, 2));
        for (int i = 0; i < 8; i++) {
            keep(cache, i);
            used(i, Duration.ofHours(10 - i));
        }
        assertThat(kept(8)).containsExactly(0, 1, 2, 5, 6, 7);
        // One lets go of it, the other does not.
        cache.hold("a", Set.of());
        keep(cache, 8);
        assertThat(kept(9)).containsExactly(1, 2, 6, 7, 8);
    }

    @Test
    void whatIsHeldOutlivesItsProcessAndBindsOthers() throws IOException {
        new ContentCache(folder, 1_000_000).hold("runtime", digests(0, 1, 2, 3));
        for (int i = 0; i < 4; i++) {
            keep(new ContentCache(folder, 1_000_000), i);
            used(i, Duration.ofDays(9));
        }
        ContentCache other = new ContentCache(folder, 2_000);
        for (int i = 4; i < 9; i++) {
            keep(other, i);
            used(i, Duration.ofHours(10 - i));
        }
        assertThat(kept(9)).contains(0, 1, 2, 3).hasSize(6);
    }

    @Test
    void moreThanTheWholeOfItIsNotKeptUnlessItIsHeld() {
        ContentCache cache = new ContentCache(folder, 999);
        keep(cache, 1);
        assertThat(cache.read(Blob.of(content(1)))).isEmpty();
        cache.hold("a", digests(1));
        keep(cache, 1);
        assertThat(cache.read(Blob.of(content(1)))).isPresent();
    }

    @Test
    void whatAWriterThatWasCutOffLeftGoesOnceItIsOld() throws IOException {
        ContentCache cache = new ContentCache(folder, 2_000);
        Path old = Files.writeString(folder.resolve("old.part"), "half");
        Path fresh = Files.writeString(folder.resolve("fresh.part"), "half");
        Path foreign = Files.writeString(folder.resolve("notes"), "mine");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
        Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().minus(Duration.ofMinutes(59))));
        keep(cache, 1);
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
        assertThat(foreign).exists();
    }

    @Test
    void whatIsNotWholeGoesBeforeAnythingThatIs() throws IOException {
        Path partial = Files.createDirectory(folder.resolve("partial"));
        Files.write(partial.resolve("a".repeat(64)), content(1));
        Files.write(partial.resolve("b".repeat(64)), content(2));
        Files.setLastModifiedTime(
                partial.resolve("b".repeat(64)), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        ContentCache cache = new ContentCache(folder, 3_000);
        keep(cache, 1);
        keep(cache, 2);
        used(1, Duration.ofHours(9));
        assertThat(partial.resolve("a".repeat(64))).exists();
        assertThat(partial.resolve("b".repeat(64))).doesNotExist();
        keep(cache, 3);
        assertThat(partial.resolve("a".repeat(64))).doesNotExist();
        assertThat(kept(4)).containsExactly(1, 2, 3);
    }

    @Test
    void whoseFoldersCannotBeReadTellsSo() throws IOException {
        Files.writeString(folder.resolve("held"), "a file");
        assertThatThrownBy(() -> keep(new ContentCache(folder, 500), 1))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("held");
    }

    /** Another process: keeps and reads until it is killed, and says what it holds. */
    static final class Child {
        public static void main(String[] arguments) {
            ContentCache cache = new ContentCache(Path.of(arguments[0]), 50_000);
            int own = Integer.parseInt(arguments[1]);
            cache.hold("child-" + own, digests(own));
            keep(cache, own);
            System.out.println("ready");
            Random random = new Random(own);
            while (true) {
                int i = random.nextInt(200);
                Blob blob = Blob.of(content(i));
                if (cache.read(blob).isEmpty()) {
                    keep(cache, i);
                }
                if (cache.read(Blob.of(content(own))).isEmpty()) {
                    System.out.println("lost " + own);
                }
            }
        }
    }

    @Test
    void processesThatShareItAndAreKilledLoseNothingThatIsHeld() throws Exception {
        List<Process> all = new ArrayList<>();
        for (int i = 1000; i < 1003; i++) {
            all.add(child(i));
        }
        try {
            for (int i = 1000; i < 1003; i++) {
                while (!Files.readString(said(i)).startsWith("ready")) {
                    assertThat(all.get(i - 1000).isAlive()).isTrue();
                    Thread.sleep(20);
                }
            }
            Thread.sleep(500);
        } finally {
            for (Process one : all) {
                one.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
        for (int i = 1000; i < 1003; i++) {
            assertThat(said(i)).hasContent("ready\n");
        }
        ContentCache cache = new ContentCache(folder, 50_000);
        for (int i = 1000; i < 1003; i++) {
            assertThat(cache.read(Blob.of(content(i)))).isPresent();
        }
        keep(cache, 1);
        // Whole, each of them, and no more than the limit beside what is held.
        int files = 0;
        for (String name : Trees.paths(folder).keySet()) {
            if (name.matches("[0-9a-f]{64}")) {
                files++;
                assertThat(Digest.of(Files.readAllBytes(folder.resolve(name))).hex())
                        .isEqualTo(name);
            }
        }
        assertThat(files).isBetween(10, 53);
    }

    @Test
    void threadsMayUseItAtOnce() throws Exception {
        ContentCache cache = new ContentCache(folder, 5_000);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int seed = thread;
            tasks.add(() -> {
                Random random = new Random(seed);
                for (int n = 0; n < 200; n++) {
                    int i = random.nextInt(20);
                    Blob blob = Blob.of(content(i));
                    cache.read(blob)
                            .ifPresentOrElse(
                                    bytes -> assertThat(Digest.of(bytes)).isEqualTo(blob.digest()),
                                    () -> keep(cache, i));
                }
                return true;
            });
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    private Path said(int child) {
        return temporary.resolve("said-" + child);
    }

    private Process child(int own) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString(),
                        Integer.toString(own))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(said(own).toFile())
                .start();
    }

    private void used(int number, Duration ago) throws IOException {
        Path file = folder.resolve(Digest.of(content(number)).hex());
        if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
        }
    }

    private List<Integer> kept(int of) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < of; i++) {
            if (Files.exists(folder.resolve(Digest.of(content(i)).hex()))) {
                kept.add(i);
            }
        }
        return kept;
    }

    private static void keep(ContentCache cache, int number) {
        cache.keep(Digest.of(content(number)), content(number));
    }

    private static Set<Digest> digests(int... numbers) {
        Set<Digest> digests = new HashSet<>();
        for (int number : numbers) {
            digests.add(Digest.of(content(number)));
        }
        return digests;
    }

    private static byte[] content(int number) {
        byte[] bytes = new byte[1000];
        new Random(number).nextBytes(bytes);
        return bytes;
    }
}
