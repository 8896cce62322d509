package dev.assay.cli.registry;

import dev.assay.cli.Console;

/** One line on a terminal that says how far a long work has come; nothing elsewhere. */
final class ProgressLine implements AutoCloseable {
    private static final long BETWEEN_NANOS = 200_000_000;

    private final Console console;
    private long last = System.nanoTime();
    private int width;

    ProgressLine(Console console) {
        this.console = console;
    }

    void plugins(int done, int all, long files) {
        show(done + " of " + all + " plugins, " + files + " files");
    }

    void show(String line) {
        long now = System.nanoTime();
        if (console.interactive() && now - last > BETWEEN_NANOS) {
            last = now;
            console.err().print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            console.err().flush();
            width = Math.max(width, line.length());
        }
    }

    @Override
    public void close() {
        if (width > 0) {
            console.err().print("\r" + " ".repeat(width) + "\r");
            console.err().flush();
        }
    }
}
