package dev.assay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Prints how fast modules are audited, warm, beside what a peer takes to validate them. */
public final class Audit {
    private static final int PROCESSES = 3;
    private static final int SECONDS = 2;
    private static final byte[] EMPTY = {0, 0x61, 0x73, 0x6D, 1, 0, 0, 0};

    private Audit() {}

    /**
     * Prints a line for each module.
     *
     * @param args the program {@code wasm-tools}, then modules
     */
    public static void main(String[] args) throws RunnerException, IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        Peer peer = new Peer("wasm-tools", List.of(args[0], "validate", "--features", "all"));
        String[] files = List.of(args).subList(1, args.length).toArray(String[]::new);
        Path empty = Files.createTempFile("empty", ".wasm");
        try {
            Files.write(empty, EMPTY);
            for (RunResult result : Figures.run(AuditBenchmark.class, PROCESSES, SECONDS, files)) {
                Path file = Path.of(Figures.param(result, "file"));
                double megabytes = Files.size(file) / 1e6;
                double theirs = peer.milliseconds(file) - peer.milliseconds(empty);
                System.out.println(
                        "%s, %.1f MB, warm: audit %.0f MB/s, %.1f MB allocated; wasm-tools validates in %.2f of that time"
                                .formatted(
                                        file.getFileName(),
                                        megabytes,
                                        1e3 * megabytes / Figures.median(result),
                                        Figures.allocated(result) / 1e6,
                                        theirs / Figures.median(result)));
            }
        } finally {
            Files.delete(empty);
        }
    }
}
