package dev.assay.runtime;

import dev.assay.model.Inert;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a runtime does again and again until it is told to end: sync, start what is due, deliver. Each for itself. */
final class Loops {
    /** No refresh is further apart: within this time a revocation is seen. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private static final Duration TICK = Duration.ofMillis(200);

    private final AssessmentRuntime runtime;
    private final Problems problems;
    private final Duration pace;

    Loops(AssessmentRuntime runtime, Problems problems, Duration heartbeat) {
        this.runtime = runtime;
        this.problems = problems;
        this.pace = heartbeat.compareTo(LONGEST_WAIT) <= 0 ? heartbeat : LONGEST_WAIT;
    }

    private interface Step {
        void take() throws InterruptedException;
    }

    void run(CountDownLatch end) throws InterruptedException {
        try (ExecutorService loops =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            loops.execute(() -> repeat(this::sync));
            loops.execute(() -> repeat(this::start));
            loops.execute(() -> repeat(this::deliver));
            try {
                end.await();
            } finally {
                loops.shutdownNow();
            }
        }
    }

    private void repeat(Step step) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                step.take();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // A loop that ended would be a silent runtime.
                problems.loop = Optional.of("an error of the runtime: " + Inert.line(e.toString(), 300));
                pause();
            }
        }
    }

    /** The service holds the call until there is something new; where it does not, the pace is kept here. */
    private void sync() throws InterruptedException {
        long before = runtime.revision();
        long began = System.nanoTime();
        runtime.sync(runtime.hearsItsService() ? pace : Duration.ZERO);
        Duration left = pace.minusNanos(System.nanoTime() - began);
        boolean news = runtime.revision() != before;
        Thread.sleep(news || left.compareTo(TICK) < 0 ? TICK : left);
        problems.loop = Optional.empty();
    }

    private void start() throws InterruptedException {
        runtime.startWhatIsDue();
        Thread.sleep(TICK);
    }

    private void deliver() throws InterruptedException {
        Thread.sleep(runtime.deliver() ? TICK : pace);
    }

    private static void pause() {
        try {
            Thread.sleep(TICK.multipliedBy(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
