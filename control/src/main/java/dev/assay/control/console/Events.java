package dev.assay.control.console;

import dev.assay.control.database.Changes;
import dev.assay.control.database.Changes.Topic;
import dev.assay.control.http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Tells open pages that the fleet changed, as server-sent events. An event says no more than that, so it can be neither
 * wrong nor stale: the page asks for itself again. Thread-safe.
 */
public final class Events {
    private static final int MOST_PAGES = 256;

    /** Pages also look when nothing is told: a runtime that falls silent tells nothing. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    /** However much happens, a page is not told more often. */
    private static final Duration LEAST_PAUSE = Duration.ofMillis(250);

    private final Changes changes;
    private final Semaphore pages = new Semaphore(MOST_PAGES);

    public Events(Changes changes) {
        this.changes = changes;
    }

    /** Tells as long as the page is open and {@code mayGoOn} says so. */
    public Reply stream(BooleanSupplier mayGoOn) {
        if (!pages.tryAcquire()) {
            return Reply.Problem.of(503, "pages", "Too many pages are open. Close some, or reload this one later");
        }
        return new Reply.Stream(200, Map.of("X-Accel-Buffering", "no"), "text/event-stream", out -> {
            try {
                write(out, mayGoOn);
            } finally {
                pages.release();
            }
        });
    }

    private void write(OutputStream out, BooleanSupplier mayGoOn) throws IOException, InterruptedException {
        long seen = changes.count(Topic.FLEET);
        while (!changes.closed() && mayGoOn.getAsBoolean()) {
            out.write(("event: fleet\ndata: " + seen + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            seen = changes.await(Topic.FLEET, seen, LONGEST_SILENCE);
            Thread.sleep(LEAST_PAUSE);
        }
    }
}
