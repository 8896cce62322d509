package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import dev.assay.model.fleet.Result;
import dev.assay.registry.Folder;
import dev.assay.runtime.ResultQueue.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultQueueTest {
    @TempDir
    Path folder;

    private Optional<World> world = Optional.empty();

    @AfterEach
    void end() {
        world.ifPresent(World::close);
    }

    /** A process of its own that puts results without end, and says each when it is kept. */
    static final class Child {
        public static void main(String[] arguments) {
            ResultQueue queue = new ResultQueue(new Folder(Path.of(arguments[0])), 1_000_000, 1L << 40);
            while (true) {
                Result result = result(UUID.randomUUID(), "x");
                queue.put(result);
                System.out.println(result.runId());
            }
        }
    }

    @Test
    void theOldestComesFirstAlsoAfterARestart() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(12).toList();
        ids.forEach(id -> queue(100).put(result(id, "")));
        assertThat(runs(queue(100).oldest(100, 1 << 20))).isEqualTo(ids);
    }

    @Test
    void aBatchIsBoundedInCountAndInBytesButNeverEmpty() {
        ResultQueue queue = queue(100);
        for (int i = 0; i < 5; i++) {
            queue.put(result(UUID.randomUUID(), "x".repeat(1000)));
        }
        assertThat(queue.oldest(3, 1 << 20)).hasSize(3);
        assertThat(queue.oldest(100, 3000)).hasSize(2);
        assertThat(queue.oldest(100, 1)).hasSize(1);
    }

    @Test
    void whatWasDeliveredIsGoneAndWhatWasNotStays() {
        ResultQueue queue = queue(100);
        queue.put(result(new UUID(1, 1), ""));
        queue.put(result(new UUID(2, 2), ""));
        queue.remove(queue.oldest(1, 1).getFirst().number());
        assertThat(runs(queue.oldest(9, 1 << 20))).containsExactly(new UUID(2, 2));
        assertThat(runs(queue(100).oldest(9, 1 << 20))).containsExactly(new UUID(2, 2));
    }

    @Test
    void itHasNoRoomBeyondItsBoundsAndHasSomeAgainWhenSomethingLeft() {
        ResultQueue queue = queue(2);
        queue.put(result(UUID.randomUUID(), ""));
        assertThat(queue.hasRoom()).isTrue();
        queue.put(result(UUID.randomUUID(), ""));
        assertThat(queue.hasRoom()).isFalse();
        assertThat(queue(2).hasRoom()).as("after a restart").isFalse();
        queue.remove(queue.oldest(1, 1).getFirst().number());
        assertThat(queue.hasRoom()).isTrue();

        ResultQueue small = new ResultQueue(new Folder(folder.resolve("small")), 100, 500);
        small.put(result(UUID.randomUUID(), "x".repeat(600)));
        assertThat(small.hasRoom()).isFalse();
    }

    @Test
    void aResultLargerThanAnyIsNotKept() {
        assertThatThrownBy(() -> queue(100).put(result(UUID.randomUUID(), "x".repeat(ResultQueue.LARGEST))))
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("Lower the plugin's output limit");
        assertThat(queue(100).size()).isZero();
    }

    @Test
    void aDamagedResultIsSetAsideAndKeepsNoOtherBack() throws IOException {
        ResultQueue queue = queue(100);
        queue.put(result(new UUID(1, 1), ""));
        queue.put(result(new UUID(2, 2), ""));
        try (Stream<Path> files = Files.list(folder.resolve("results/waiting"))) {
            Files.writeString(files.sorted().toList().getFirst(), "damaged");
        }
        assertThat(runs(queue.oldest(9, 1 << 20))).containsExactly(new UUID(2, 2));
        assertThat(queue.setAside()).isEqualTo(1);
        assertThat(queue(100).setAside()).isEqualTo(1);
    }

    @Test
    void aLinkInTheQueueIsSetAsideUnreadAndSaidAndTheRuntimeGoesOn() throws Exception {
        World here = new World(folder);
        world = Optional.of(here);
        here.enrol();
        Path secret = Files.writeString(
                folder.resolve("secret"),
                result(new UUID(1, 1), here.service.runtime, "").toJson().toString());
        Path waiting = Files.createDirectories(here.home.resolve("results/waiting"));
        Path link = waiting.resolve(String.format("%016d-%s.json", 1, new UUID(1, 1)));
        Files.createSymbolicLink(link, secret);
        Files.createDirectory(waiting.resolve(String.format("%016d-%s.json", 2, new UUID(2, 2))));
        World.Published ssh = here.publish("acme/ssh", "1.0.0", Guest.answering("acme/ssh", "1.0.0", World.GOOD));
        here.service.desire(1, ssh.assignment(World.SSHD));
        try (AssessmentRuntime runtime = here.open()) {
            var round = runtime.once();
            assertThat(here.service.results)
                    .containsOnlyKeys(round.results().getFirst().runId());
            assertThat(round.status().problems())
                    .anySatisfy(p -> assertThat(p).contains("could not be read", "is not a plain file"))
                    .anySatisfy(p -> assertThat(p).contains("2 results", "set aside"));
        }
        assertThat(link).doesNotExist();
        assertThat(secret).exists();
    }

    @Test
    void aQueueThatIsALinkIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("results"));
        Files.createSymbolicLink(folder.resolve("results/waiting"), Files.createDirectory(folder.resolve("elsewhere")));
        assertThatThrownBy(() -> queue(100))
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("waiting is a symbolic link");
    }

    @Test
    void whatWasKeptSurvivesAKill() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.resolve("results").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = child.inputReader(StandardCharsets.UTF_8);
        String first = out.readLine();
        child.waitFor(50, TimeUnit.MILLISECONDS);
        child.toHandle().destroyForcibly();
        child.waitFor();
        List<UUID> said = Stream.concat(Stream.of(first), out.lines())
                .filter(line -> line.length() == 36)
                .map(UUID::fromString)
                .toList();
        ResultQueue queue = queue(1_000_000);
        assertThat(runs(queue.oldest(1_000_000, 1L << 30))).containsAll(said);
        assertThat(queue.setAside()).isZero();
    }

    @Test
    void aFullQueueStopsRunsAndDropsNothing() throws Exception {
        World here = new World(folder);
        world = Optional.of(here);
        here.enrol();
        Files.createDirectories(here.home.resolve("results/waiting"));
        for (int i = 0; i < 10_000; i++) {
            UUID id = new UUID(i, i);
            Files.writeString(
                    here.home.resolve(String.format("results/waiting/%016d-%s.json", i, id)),
                    result(id, here.service.runtime, "").toJson().toString());
        }
        World.Published ssh = here.publish("acme/ssh", "1.0.0", Guest.answering("acme/ssh", "1.0.0", World.GOOD));
        here.service.desire(1, ssh.assignment(World.SSHD));
        here.service.failing = path -> path.endsWith("/results") ? Optional.of(503) : Optional.empty();
        try (AssessmentRuntime runtime = here.open()) {
            var round = runtime.once();
            assertThat(round.results()).isEmpty();
            assertThat(round.status().problems()).anySatisfy(p -> assertThat(p).contains("queue of results is full"));
            here.service.failing = path -> Optional.empty();
            runtime.once();
            assertThat(here.service.results).hasSize(10_000);
            assertThat(here.service.batches).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(100));
            assertThat(runtime.once().results()).hasSize(1);
        }
    }

    @Test
    void aResultThatTheServiceRefusesIsSetAsideAndKeepsNoOtherBack() throws Exception {
        World here = new World(folder);
        world = Optional.of(here);
        here.enrol();
        Folder home = new Folder(here.home);
        Identity identity = Identity.load(home);
        try (ControlClient client = new ControlClient(identity.enrolled().control(), here.clock)) {
            ResultQueue queue = queue(100);
            Delivery delivery = new Delivery(client, identity, queue);
            queue.put(result(new UUID(1, 1), here.service.runtime, ""));
            queue.put(result(new UUID(2, 2), here.service.runtime, ""));
            // A batch is refused as a whole, then the first of the two alone.
            int[] calls = {0};
            here.service.failing =
                    path -> path.endsWith("/results") && ++calls[0] <= 2 ? Optional.of(409) : Optional.empty();
            assertThat(delivery.deliver()).hasValueSatisfying(p -> assertThat(p).contains("set aside"));
            assertThat(here.service.results).containsOnlyKeys(new UUID(2, 2));
            assertThat(queue.setAside()).isEqualTo(1);
            assertThat(queue.size()).isZero();
        }
    }

    private ResultQueue queue(int most) {
        return new ResultQueue(new Folder(folder.resolve("results")), most, 1L << 30);
    }

    private static List<UUID> runs(List<Waiting> batch) {
        return batch.stream().map(one -> one.result().runId()).toList();
    }

    private static Result result(UUID run, String detail) {
        return result(run, new UUID(9, 9), detail);
    }

    private static Result result(UUID run, UUID runtime, String detail) {
        return new Result(
                run,
                runtime,
                1,
                PluginName.parse("acme/ssh"),
                Version.parse("1.0.0"),
                Digest.of(new byte[] {1}),
                Digest.of(new byte[] {2}),
                Optional.empty(),
                Outcome.COMPLETED,
                detail,
                Instant.parse("2026-11-22T12:00:00Z"),
                Duration.ofMillis(5),
                6,
                Optional.of(Json.object()),
                Optional.empty(),
                Optional.empty());
    }
}
