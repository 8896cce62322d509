package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.model.Capabilities;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.LiveHost;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that have read a module: ahead of its run, or for a run before. */
class KeptTest {
    private static final HostFile FILE = Guests.hostFile(Capabilities.NONE, Map.of());
    private static final List<String> REAL = Launcher.unconfined(FILE.heapBytes());
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Limits OTHER = new Limits(32L << 20, Duration.ofSeconds(30), 1L << 40, 4L << 20);

    @AfterEach
    void nothingIsLeft() {
        assertThat(Leftovers.commandsOf("Worker")).isEmpty();
        Leftovers.awaitNoThreads();
    }

    private static Sandbox sandbox(Workers workers) {
        LiveHost host = new LiveHost(FILE.means(), List.of(), Map.of(), Clock.systemUTC(), new Random());
        return new Sandbox(FILE, workers, Confinement.found(Confinement.Kind.NONE, ""), host, Clock.systemUTC());
    }

    private static Workers workers(int ready, int runs, Duration age) {
        Workers workers = new Workers(REAL, new HostFile.Pool(ready, runs, age));
        workers.keepReady(ready);
        await().until(() -> workers.ready() == ready);
        return workers;
    }

    /** The workers of this process: their numbers tell whether two runs shared one. */
    private static List<Long> pids() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> Leftovers.commandLine(process.pid()).contains("worker.Worker"))
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    private static String answer(Sandbox sandbox, Assessment assessment) throws InterruptedException {
        Run run = sandbox.run(assessment);
        assertThat(run.detail()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED);
        return new String(run.response(), StandardCharsets.UTF_8);
    }

    @Test
    void aModuleIsReadAheadOfItsRunAndServesThatAlone() throws Exception {
        Assessment honest = Guests.assess("honest", Guests.LIMITS);
        try (Workers workers = workers(1, 1, LONG);
                Sandbox sandbox = sandbox(workers)) {
            long waiting = pids().getFirst();
            sandbox.expect(honest);
            await().until(() -> workers.prepared() == 1 && workers.ready() == 1);
            sandbox.expect(honest); // is expected already
            assertThat(sandbox.run(Guests.assess("features", Guests.LIMITS)).outcome())
                    .isEqualTo(Outcome.COMPLETED);
            assertThat(sandbox.run(Guests.assess("honest", OTHER)).outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(workers.prepared()).isEqualTo(1);
            assertThat(pids()).contains(waiting);
            answer(sandbox, honest);
            assertThat(workers.prepared()).isZero();
            await().until(() -> !pids().contains(waiting));
        }
    }

    @Test
    void whatCannotBeReadAheadIsLeftToTheRun() throws Exception {
        try (Workers workers = workers(1, 1, LONG);
                Sandbox sandbox = sandbox(workers)) {
            sandbox.expect(Guests.assess("undeclared", Guests.LIMITS)); // is not linked
            byte[] broken = Guests.module("honest");
            broken[7] = 1;
            sandbox.expect(Assessment.describe(broken, Guests.manifest(Capabilities.NONE), Capabilities.NONE));
            assertThat(workers.prepared()).isZero();
            assertThat(sandbox.run(Guests.assess("undeclared", Guests.LIMITS)).outcome())
                    .isEqualTo(Outcome.REFUSED);
        }
    }

    @Test
    void noMoreAreReadAheadThanAreKeptReady() throws Exception {
        try (Workers workers = workers(1, 1, LONG);
                Sandbox sandbox = sandbox(workers)) {
            sandbox.expect(Guests.assess("honest", Guests.LIMITS));
            await().until(() -> workers.prepared() == 1 && workers.ready() == 1);
            sandbox.expect(Guests.assess("features", Guests.LIMITS));
            assertThat(workers.ready()).isEqualTo(1);
            assertThat(workers.prepared()).isEqualTo(1);
        }
    }

    @Test
    void runsOfOneVersionShareAWorkerOnlyWhereTheHostFileLetsThem() throws Exception {
        Assessment count = Guests.assess("remembers", Guests.LIMITS);
        try (Workers once = new Workers(REAL, new HostFile.Pool(0, 1, LONG));
                Sandbox sandbox = sandbox(once)) {
            answer(sandbox, count);
            assertThat(once.prepared()).isZero();
            assertThat(pids()).isEmpty();
        }
        try (Workers more = new Workers(REAL, new HostFile.Pool(0, 3, LONG));
                Sandbox sandbox = sandbox(more)) {
            answer(sandbox, count);
            List<Long> first = pids();
            assertThat(first).hasSize(1);
            answer(sandbox, count);
            assertThat(pids()).isEqualTo(first);
            answer(sandbox, count); // the third is its last
            assertThat(pids()).isEmpty();
            answer(sandbox, count);
            assertThat(pids()).hasSize(1).isNotEqualTo(first);
        }
    }

    /** The guest answers with what it finds of a run before: in memory, globals, table, segments. */
    @Test
    void nothingOfARunIsThereInTheNext() throws Exception {
        try (Workers workers = new Workers(REAL, new HostFile.Pool(0, 10, LONG));
                Sandbox sandbox = sandbox(workers)) {
            String first = answer(sandbox, Guests.assess("remembers", Guests.LIMITS));
            assertThat(first).contains("\"title\":\"0\"");
            List<Long> worker = pids();
            Run again = sandbox.run(Guests.assess("remembers", Guests.LIMITS));
            assertThat(new String(again.response(), StandardCharsets.UTF_8)).isEqualTo(first);
            assertThat(again.logs()).hasSize(1);
            assertThat(pids()).isEqualTo(worker);
            Run third = sandbox.run(Guests.assess("remembers", Guests.LIMITS));
            assertThat(third.fuel()).isEqualTo(again.fuel());
            assertThat(third.peakMemoryBytes()).isEqualTo(again.peakMemoryBytes());
        }
    }

    @Test
    void otherLimitsAreAnotherUse() throws Exception {
        try (Workers workers = new Workers(REAL, new HostFile.Pool(0, 10, LONG));
                Sandbox sandbox = sandbox(workers)) {
            answer(sandbox, Guests.assess("honest", Guests.LIMITS));
            answer(sandbox, Guests.assess("honest", OTHER));
            assertThat(pids()).hasSize(2);
            answer(sandbox, Guests.assess("features", Guests.LIMITS));
            assertThat(workers.prepared()).isLessThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trap", "exit", "loop", "log-flood", "grow-memory", "invalid-answer"})
    void aWorkerWhoseRunDidNotCompleteServesNoOther(String guest) throws Exception {
        try (Workers workers = new Workers(REAL, new HostFile.Pool(0, 10, LONG));
                Sandbox sandbox = sandbox(workers)) {
            assertThat(sandbox.run(Guests.assess(guest, Guests.BRIEF)).outcome())
                    .isNotEqualTo(Outcome.COMPLETED);
            assertThat(workers.prepared()).isZero();
            assertThat(pids()).isEmpty();
        }
    }

    @Test
    void oneThatGetsTooOldOrDiesIsNotGiven() throws Exception {
        try (Workers workers = new Workers(REAL, new HostFile.Pool(0, 10, Duration.ofMillis(600)));
                Sandbox sandbox = sandbox(workers)) {
            answer(sandbox, Guests.assess("honest", Guests.LIMITS));
            await().until(() -> workers.prepared() == 0 && pids().isEmpty()); // it goes beside
        }
        try (Workers workers = new Workers(REAL, new HostFile.Pool(0, 10, LONG));
                Sandbox sandbox = sandbox(workers)) {
            answer(sandbox, Guests.assess("honest", Guests.LIMITS));
            long killed = pids().getFirst();
            ProcessHandle handle = ProcessHandle.of(killed).orElseThrow();
            handle.destroyForcibly();
            handle.onExit().get();
            answer(sandbox, Guests.assess("honest", Guests.LIMITS));
            assertThat(pids()).hasSize(1).doesNotContain(killed);
        }
    }
}
