package dev.assay.cli.demo;

import dev.assay.cli.Explain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Waits for what a started command does. */
final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Waiting() {}

    /** The text of a file, once it is there and has a line. */
    static String forFile(Path file) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() < end) {
                if (Files.exists(file) && Files.readString(file).endsWith("\n")) {
                    return Files.readString(file);
                }
                Thread.sleep(20);
            }
        } catch (IOException e) {
            throw new DemoException("cannot read " + file + ": " + Explain.message(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted while waiting for " + file, e);
        }
        throw new DemoException("nothing wrote " + file + " within " + PATIENCE.toSeconds()
                + " s: the Configuration Service did not start. Its words are above");
    }
}
