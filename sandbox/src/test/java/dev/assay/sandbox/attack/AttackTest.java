package dev.assay.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.Guests;
import dev.assay.sandbox.Leftovers;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.worker.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each attack ends as what it is, in time, costs this process next to nothing, and the next run is none the worse for it. How
 * exactly in time, {@code bench/attacks} measures; here a machine may be busy.
 */
class AttackTest {
    private static final Limits BRIEF = new Limits(64L << 20, Duration.ofMillis(400), 1L << 40, 1L << 20);
    private static final Duration BUSY = Duration.ofSeconds(8);
    private static final long MOST_KEPT = 24L << 20;
    private static final long MOST_ALLOCATED = 400L << 20;

    @TempDir
    static Path folder;

    private static Stage stage;
    private static long before;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        stage = new Stage(folder);
        stage.honest();
        stage.keepWorkersReady();
        before = Memory.live();
    }

    @AfterAll
    static void nothingIsKept() {
        stage.close();
        assertThat(Leftovers.commandsOf("Worker")).isEmpty();
        assertThat(Leftovers.commandsOf("sleep 4444")).isEmpty();
        Leftovers.awaitNoThreads();
        assertThat(Memory.live() - before).isLessThan(MOST_KEPT);
    }

    static Stream<Attack> attacks() {
        return Stream.of(Attacks.PLUGINS, Attacks.WORKERS).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void itEndsAsWhatItIsAndTheNextRunIsUnharmed(Attack attack) throws InterruptedException {
        Limits limits = attack.outcome() == Outcome.DEADLINE ? BRIEF : Guests.LIMITS;
        long allocated = Memory.allocatedByThisThread();
        Run run = stage.run(attack, limits);
        allocated = Memory.allocatedByThisThread() - allocated;

        assertThat(run.detail() + new String(run.response(), StandardCharsets.UTF_8))
                .contains(attack.says());
        assertThat(run.outcome()).isEqualTo(attack.outcome());
        if (run.outcome() != Outcome.COMPLETED) {
            assertThat(run.response()).isEmpty();
        }
        assertThat(run.detail().length()).isLessThan(2 * Ending.LONGEST_DETAIL);
        assertThat(run.duration()).isLessThan(limits.time().plus(BUSY));
        assertThat(run.peakMemoryBytes()).isBetween(0L, limits.memoryBytes());
        assertThat(run.fuel()).isBetween(0L, limits.fuel());
        assertThat(allocated).isLessThan(MOST_ALLOCATED);

        assertThat(stage.honest().outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void everyTimeThatAGuestSawIsRecorded() throws InterruptedException {
        Run run = stage.run(named("watching the clocks"), Guests.LIMITS);
        assertThat(run.hostCalls())
                .hasSize(8000)
                .allMatch(call -> call.capability().equals("clock"));
    }

    private static Attack named(String name) {
        return attacks()
                .filter(attack -> attack.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
