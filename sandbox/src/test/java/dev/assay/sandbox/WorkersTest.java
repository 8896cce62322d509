package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.assay.model.Capabilities;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.LiveHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that are kept ready: given once, replaced when they end, and gone when their keeper is. */
class WorkersTest {
    private static final HostFile FILE = Guests.hostFile(Capabilities.NONE, Map.of());
    private static final List<String> REAL = Launcher.unconfined(FILE.heapBytes());
    private static final int LONGEST = 1 << 16;

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertThat(Leftovers.commandsOf("Worker")).isEmpty();
        Leftovers.awaitNoThreads();
    }

    private static Workers ready(List<String> command, int count) {
        Workers workers = new Workers(command);
        workers.keepReady(count);
        await().until(() -> workers.ready() == count);
        return workers;
    }

    private static Sandbox sandbox(Workers workers) {
        LiveHost host = new LiveHost(FILE.means(), List.of(), Map.of(), Clock.systemUTC(), new Random());
        return new Sandbox(FILE, workers, Confinement.found(Confinement.Kind.NONE, ""), host, Clock.systemUTC());
    }

    /** The workers that run, by their process. */
    private static Set<Long> running() {
        Set<Long> pids = new HashSet<>();
        ProcessHandle.current()
                .descendants()
                .filter(process -> Leftovers.commandLine(process.pid()).contains("Worker"))
                .forEach(process -> pids.add(process.pid()));
        return pids;
    }

    @Test
    void theOneThatWaitsIsGivenAndReplaced() throws Exception {
        try (Workers workers = ready(REAL, 1)) {
            Set<Long> before = running();
            assertThat(before).hasSize(1);
            try (WorkerProcess taken = workers.take(LONGEST)) {
                assertThat(before).containsExactly(taken.pid());
                await().until(() -> workers.ready() == 1);
                assertThat(running()).hasSize(2);
            }
            assertThat(workers.problem()).isEmpty();
        }
    }

    @Test
    void aRunInOneThatWaitedIsBoundByItsOwnLimits() throws Exception {
        try (Workers workers = ready(REAL, 1);
                Sandbox sandbox = sandbox(workers)) {
            assertThat(sandbox.run(Guests.assess("honest", Guests.LIMITS)).outcome())
                    .isEqualTo(Outcome.COMPLETED);
            await().until(() -> workers.ready() == 1);
            assertThat(sandbox.run(Guests.assess("loop", Guests.BRIEF)).outcome())
                    .isEqualTo(Outcome.DEADLINE);
            await().until(() -> workers.ready() == 1);
            // More than a worker may say before its run, and less than its run may answer.
            assertThat(sandbox.run(Guests.assess("long-answer", Guests.LIMITS)).detail())
                    .doesNotContain("a frame of");
        }
    }

    @Test
    void oneThatWasKilledWhileItWaitedIsNotGiven() throws Exception {
        try (Workers workers = ready(REAL, 1)) {
            long killed = running().iterator().next();
            ProcessHandle handle = ProcessHandle.of(killed).orElseThrow();
            handle.destroyForcibly();
            handle.onExit().get();
            try (WorkerProcess taken = workers.take(LONGEST)) {
                assertThat(taken.pid()).isNotEqualTo(killed);
                assertThat(taken.isAlive()).isTrue();
            }
            await().until(() -> workers.ready() == 1);
            assertThat(running()).doesNotContain(killed);
        }
    }

    @Test
    void oneThatEndsWhileItWaitsIsReplacedAndTold() throws Exception {
        try (Workers workers = ready(REAL, 1)) {
            long first = running().iterator().next();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            await().until(() -> workers.problem().isPresent());
            assertThat(workers.problem().orElseThrow()).contains("ended while it waited");
            await().until(() -> running().size() == 1 && !running().contains(first) && workers.ready() == 1);
            assertThat(workers.problem()).isEmpty();
        }
    }

    @Test
    void noMoreAreKeptThanAsked() throws Exception {
        try (Workers workers = ready(REAL, 2)) {
            List<WorkerProcess> taken = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                taken.add(workers.take(LONGEST));
            }
            await().until(() -> workers.ready() == 2);
            assertThat(running()).hasSize(5);
            taken.forEach(WorkerProcess::close);
            assertThat(workers.ready()).isEqualTo(2);
            assertThat(running()).hasSize(2);
        }
    }

    @Test
    void closingLeavesNoProcessAlsoOfThoseThatStart() throws Exception {
        Workers waiting = ready(REAL, 2);
        Set<Long> pids = running();
        assertThat(pids).hasSize(2);
        waiting.close();
        assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());

        Workers starting = new Workers(FakeWorker.command("silent"));
        starting.keepReady(2);
        await().until(() -> !running().isEmpty());
        starting.close();
        assertThat(running()).isEmpty();
        assertThat(starting.problem()).isEmpty();
    }

    @Test
    void whereTheyDoNotStartThatIsToldAndRunsEndWithTheReason() throws Exception {
        Path starts = folder.resolve("starts");
        List<String> command = List.of("/bin/sh", "-c", "echo >>" + starts + "; echo no luck >&2; exit 7");
        try (Workers workers = new Workers(command);
                Sandbox sandbox = sandbox(workers)) {
            workers.keepReady(4);
            await().until(() -> sandbox.problem().isPresent());
            assertThat(sandbox.problem().orElseThrow())
                    .contains("workers are not kept ready", "no luck", "exit status 7");
            Run run = sandbox.run(Guests.assess("honest", Guests.BRIEF));
            assertThat(run.outcome()).isEqualTo(Outcome.CRASHED);
            assertThat(run.detail()).contains("the worker did not start", "no luck");
            Thread.sleep(1000);
            // Ever later: with rests of 0.2, 0.4 and 0.8 s, and as many at once as there are processors.
            assertThat(Files.readAllLines(starts).size())
                    .isLessThanOrEqualTo(1 + 4 * Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void whatCannotBeStartedAtAllIsToldToo() throws Exception {
        try (Workers workers = new Workers(List.of("/no/such/java"))) {
            workers.keepReady(1);
            await().until(() -> workers.problem().isPresent());
            assertThat(workers.problem().orElseThrow()).contains("/no/such/java");
            assertThatThrownBy(() -> workers.take(LONGEST))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no worker could be started");
        }
    }

    @Test
    void manyRunsAtOnceAllEndAndNoTwoShareAWorker() throws Exception {
        int runs = 20;
        try (Workers workers = ready(FakeWorker.command("tells-its-pid"), 2);
                Sandbox sandbox = sandbox(workers);
                ExecutorService threads = Executors.newFixedThreadPool(runs)) {
            List<Callable<Run>> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                all.add(() -> sandbox.run(Guests.assess("honest", Guests.LIMITS)));
            }
            Set<String> pids = new HashSet<>();
            for (Future<Run> run : threads.invokeAll(all)) {
                assertThat(run.get().outcome()).isEqualTo(Outcome.TRAPPED);
                assertThat(run.get().detail()).matches("pid [0-9]+");
                pids.add(run.get().detail());
            }
            assertThat(pids).hasSize(runs);
        }
    }

    @Test
    void fiftyHostileRunsLeaveNothing() throws Exception {
        List<String> hostile =
                List.of("trap", "exit", "recurse", "log-flood", "grow-memory", "undeclared", "trap-alloc");
        try (Sandbox sandbox = Sandbox.open(Guests.hostFile(Capabilities.NONE, Map.of(), 2), List.of())) {
            sandbox.keepWorkersReady();
            for (int i = 0; i < 50; i++) {
                Run run = sandbox.run(Guests.assess(hostile.get(i % hostile.size()), Guests.BRIEF));
                assertThat(run.outcome()).isNotIn(Outcome.CRASHED, Outcome.COMPLETED);
            }
            await().until(() -> Leftovers.commandsOf("sandbox.worker.Worker").stream()
                            .filter(line -> line.contains("bin/java") && !line.contains("bwrap"))
                            .count()
                    <= 2);
            assertThat(sandbox.problem()).isEmpty();
        }
        assertThat(Leftovers.commandsOf("bwrap")).isEmpty();
    }

    /** Keeps workers ready until it is killed. */
    static final class Keeper {
        public static void main(String[] arguments) throws InterruptedException {
            HostFile file = new HostFile(
                    Confinement.Kind.parse(arguments[1]),
                    FILE.heapBytes(),
                    0,
                    Capabilities.NONE,
                    FILE.limits(),
                    FILE.means());
            Workers workers = ready(Launcher.command(file, Launcher.bubblewrap()), Integer.parseInt(arguments[0]));
            System.out.println(workers.ready() + " are ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Also where they are held up, so that they do not see the end of their channel. */
    @ParameterizedTest
    @ValueSource(strings = {"bwrap", "landlock"})
    void whenTheirKeeperIsKilledTheyEnd(String confinement) throws Exception {
        Process keeper = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Keeper.class.getName(),
                        "2",
                        confinement)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> theirs;
        try (BufferedReader says = keeper.inputReader()) {
            assertThat(says.readLine()).isEqualTo("2 are ready");
            theirs = keeper.descendants().toList();
            assertThat(theirs).hasSizeGreaterThanOrEqualTo(2);
            for (ProcessHandle one : theirs) {
                new ProcessBuilder("/bin/kill", "-STOP", Long.toString(one.pid()))
                        .start()
                        .waitFor();
            }
        } finally {
            keeper.destroyForcibly().waitFor();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> theirs.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void aWorkerThatNeverGreetsIsGivenUp() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(FakeWorker.command("silent"), 1000)) {
            assertThatThrownBy(() -> worker.greet(Duration.ofMillis(300)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the channel ended before the greeting");
        }
    }

    @Test
    void aWorkerThatCannotBeStartedIsACrash() throws Exception {
        Run run = Guests.sandbox(List.of("/no/such/java")).run(Guests.assess("honest", Guests.BRIEF));
        assertThat(run.outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(run.detail()).contains("no worker could be started").contains("/no/such/java");
    }
}
