package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.registry.mirror.Mirror;
import dev.assay.registry.upkeep.Check;
import dev.assay.registry.upkeep.Problem;
import dev.assay.registry.upkeep.Progress;
import dev.assay.registry.upkeep.Report;
import dev.assay.registry.upkeep.Sweep;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.tuf.Anchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that publish, sweep, mirror and fetch are killed at any moment, together, round after round on the same directories:
 * what was said to be published is there, and nothing is half there.
 */
class KillTest {
    private static final char[] PASSPHRASE = "correct horse battery".toCharArray();
    private static final PluginName OTHER = PluginName.parse("acme/other");
    /** What the mirror and the reader of this test may keep: so little that they clean up all the time. */
    private static final long CACHE = 64 << 10;

    /** Rounds on the same directories: each publishes, and to prove that all of it is whole takes longer each time. */
    private static final int TOGETHER = 20;

    @TempDir
    private Path temporary;

    private Path folder = Path.of("");

    /** Works until it is killed. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[1]);
            int round = Integer.parseInt(arguments[2]);
            SigningKey key = SigningKey.load(folder.resolve("key"), PASSPHRASE);
            TrustPolicy policy = Shop.trusting(key);
            Path root = folder.resolve("registry");
            Anchor anchor = Publisher.anchor(policy);
            List<Step> steps = arguments[0].equals("keep")
                    ? List.of(
                            n -> publish(root, key, SSH, round, n),
                            n -> publish(root, key, OTHER, round, n),
                            // Of the day: by the clock of the index every file is newer than all that goes.
                            _ -> Sweep.of(root, anchor, Duration.ZERO, false, Clock.systemUTC(), Progress.NONE))
                    : List.of(
                            _ -> new Mirror(Source.directory(root), anchor, CLOCK, _ -> {})
                                    .into(folder.resolve("mirror"), new TreeSet<>(), 0),
                            _ -> new Mirror(Source.directory(root), anchor, CLOCK, _ -> {})
                                    .pack(folder.resolve("mirror.tar"), new TreeSet<>(), 0),
                            _ -> fetch(root, policy, folder.resolve("memory")));
            for (Step step : steps) {
                Thread.ofPlatform().start(() -> repeat(step));
            }
            System.out.println("ready");
        }

        private interface Step {
            void take(int n);
        }

        private static void repeat(Step step) {
            for (int n = 0; ; n++) {
                try {
                    step.take(n);
                } catch (RegistryException e) {
                    // A sweep that keeps nothing takes from a reader in the middle of it what it began with: it begins
                    // again.
                    if (!(e instanceof ContentMissingException)
                            && !String.valueOf(e.getMessage()).matches("(?s).*(has no '|is missing|lacks its own).*")) {
                        System.out.println("failed: " + e);
                    }
                }
            }
        }

        private static void publish(Path root, SigningKey key, PluginName plugin, int round, int n) {
            String version = "1." + round + "." + n;
            Publishing came = Publisher.open(root, key, WEEK, CLOCK)
                    .publish(Shop.release(
                            plugin, version, java.util.Map.of("baseline", Shop.module(plugin.name() + version))));
            System.out.println(came instanceof Publishing.Published ? plugin + " " + version : "failed: " + came);
        }

        private static void fetch(Path root, TrustPolicy policy, Path memory) {
            Index index = Registry.open(Source.directory(root), policy, memory, CACHE, Duration.ZERO, CLOCK)
                    .index();
            for (PluginName plugin : index.plugins()) {
                for (Entry entry : index.releases(plugin)) {
                    index.fetch(entry, entry.release());
                    index.fetch(entry, entry.variants().getFirst().module());
                }
            }
        }
    }

    @Test
    void whatIsKilledLosesNothingAndLeavesNothingHalf() throws Exception {
        rounds(3);
    }

    @Test
    @Tag("nightly")
    void norInHundredsOfRounds() throws Exception {
        rounds(300);
    }

    private void rounds(int rounds) throws Exception {
        Random random = new Random(rounds);
        for (int done = 0; done < rounds; done += TOGETHER) {
            folder = Files.createDirectory(temporary.resolve("from-" + done));
            together(Math.min(TOGETHER, rounds - done), random);
            Trees.delete(folder);
        }
    }

    private void together(int rounds, Random random) throws Exception {
        Shop.PUBLISHER.save(folder.resolve("key"), PASSPHRASE, new SecureRandom());
        Path root = folder.resolve("registry");
        Publisher.create(root, Shop.PUBLISHER, WEEK, CLOCK);
        TreeSet<String> published = new TreeSet<>();
        for (int round = 0; round < rounds; round++) {
            Path said = folder.resolve("said");
            Path saidToo = folder.resolve("said-too");
            Process keeper = child("keep", round, said);
            Process reader = child("read", round, saidToo);
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (!Files.readString(said).contains("acme/")
                        || !Files.readString(saidToo).contains("ready")) {
                    assertThat(keeper.isAlive() && reader.isAlive() && System.nanoTime() < end)
                            .as(Files.readString(said))
                            .isTrue();
                    Thread.sleep(5);
                }
                Thread.sleep(random.nextInt(300));
            } finally {
                keeper.destroyForcibly();
                Thread.sleep(random.nextInt(30));
                reader.destroyForcibly();
                keeper.waitFor(10, TimeUnit.SECONDS);
                reader.waitFor(10, TimeUnit.SECONDS);
            }
            assertThat(Files.readString(said) + Files.readString(saidToo)).doesNotContain("failed");
            Files.readString(said)
                    .lines()
                    .filter(line -> line.matches("acme/\\S+ [0-9.]+"))
                    .forEach(published::add);
            requireWhole(root);
            Index index = Registry.open(
                            Source.directory(root), Shop.POLICY, folder.resolve("memory"), CACHE, Duration.ZERO, CLOCK)
                    .index();
            assertThat(index.problem()).isEmpty();
            TreeSet<String> listed = new TreeSet<>();
            index.plugins()
                    .forEach(plugin ->
                            index.releases(plugin).forEach(entry -> listed.add(plugin + " " + entry.version())));
            assertThat(listed).containsAll(published);
            if (Files.exists(folder.resolve("mirror/metadata/timestamp.json"))) {
                requireWhole(folder.resolve("mirror"));
            }
            if (Files.exists(folder.resolve("mirror.tar"))) {
                Path unpacked = folder.resolve("unpacked");
                requireWhole(folder.resolve("mirror.tar"), unpacked);
                Trees.delete(unpacked);
            }
            requireWholeContent(folder.resolve("memory/content"));
        }
        assertThat(published.size()).isGreaterThanOrEqualTo(rounds);
    }

    /** Only what is no content may be behind: the tags for other tools, which are written after what they tell. */
    private static void requireWhole(Path root) {
        Anchor anchor = Publisher.anchor(Shop.POLICY);
        Report report = Check.look(root, anchor, CLOCK, Progress.NONE);
        assertThat(report.problems())
                .allSatisfy(problem ->
                        assertThat(problem.kind()).as(problem.toString()).isEqualTo(Problem.Kind.BEHIND));
        if (report.left() > 0) {
            assertThat(Check.mend(root, anchor, Optional.empty(), CLOCK, Progress.NONE)
                            .left())
                    .isZero();
        }
    }

    private static void requireWhole(Path archive, Path directory) throws Exception {
        try (AutoCloseable source = (AutoCloseable) Mirror.archive(archive)) {
            new Mirror((Source) source, Publisher.anchor(Shop.POLICY), CLOCK, _ -> {})
                    .into(directory, new TreeSet<>(), 0);
        }
        assertThat(Check.look(directory, Publisher.anchor(Shop.POLICY), CLOCK, Progress.NONE)
                        .problems())
                .isEmpty();
    }

    private static void requireWholeContent(Path content) throws IOException {
        for (String name : Trees.paths(content).keySet()) {
            if (name.matches("[0-9a-f]{64}")) {
                assertThat(Digest.of(Files.readAllBytes(content.resolve(name))).hex())
                        .isEqualTo(name);
            }
        }
    }

    private Process child(String role, int round, Path said) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        role,
                        folder.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(said.toFile())
                .start();
    }
}
