package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.registry.Blob;
import dev.assay.registry.http.Watcher;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One line on a terminal that says how far a long work has come; nothing elsewhere. Thread-safe. */
public final class ProgressLine implements AutoCloseable {
    private static final long BETWEEN_NANOS = 200_000_000;
    /** What takes no longer is not told of. */
    private static final long SHORT_NANOS = 1_000_000_000;

    private final Console console;
    private long last = System.nanoTime();
    private int width;

    public ProgressLine(Console console) {
        this.console = console;
    }

    void plugins(int done, int all, long files) {
        show(done + " of " + all + " plugins, " + files + " files");
    }

    synchronized void show(String line) {
        long now = System.nanoTime();
        if (console.interactive() && now - last > BETWEEN_NANOS) {
            last = now;
            console.err().print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            console.err().flush();
            width = Math.max(width, line.length());
        }
    }

    /** Shows how far what is fetched has come, of what takes its time, until it is there. */
    public Watcher fetching() {
        if (!console.interactive()) {
            return Watcher.NONE;
        }
        Map<Blob, Long> since = new ConcurrentHashMap<>();
        return new Watcher() {
            @Override
            public void at(Blob blob, long received) {
                if (System.nanoTime() - since.computeIfAbsent(blob, _ -> System.nanoTime()) > SHORT_NANOS) {
                    show("fetching " + blob.digest().hex().substring(0, 12) + ": " + mebibytes(received) + " of "
                            + mebibytes(blob.size()) + " MiB");
                }
            }

            @Override
            public void ended(Blob blob) {
                since.remove(blob);
                close();
            }
        };
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / (double) (1 << 20));
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        if (width > 0) {
            console.err().print("\r" + " ".repeat(width) + "\r");
            console.err().flush();
            width = 0;
        }
    }
}
