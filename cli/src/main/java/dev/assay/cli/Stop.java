package dev.assay.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends a command that goes on, in order, when its process is told to end. */
final class Stop {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Stop() {}

    /** On a signal releases {@code end}, and holds the process until {@code ended} is released, at most 30 s. */
    static void onSignal(CountDownLatch end, CountDownLatch ended) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            end.countDown();
            try {
                if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    System.err.println("assay: it did not stop in time, and is ended");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }
}
