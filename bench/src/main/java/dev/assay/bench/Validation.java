package dev.assay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Prints how fast modules are judged and summarised: warm in this machine, and as whole processes beside peers. A peer's warm time is taken to be that
 * of its process less that for an empty module.
 */
public final class Validation {
    private static final int PROCESSES = 3;
    private static final int SECONDS = 2;
    private static final byte[] EMPTY = {0, 0x61, 0x73, 0x6D, 1, 0, 0, 0};

    private Validation() {}

    /**
     * Prints two lines for each module.
     *
     * @param args the launcher, the program {@code wasm-tools}, the program {@code wasm-validate}, then modules
     */
    public static void main(String[] args) throws RunnerException, IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        Peer ours = new Peer("assay", List.of(args[0], "validate"));
        List<Peer> peers = List.of(
                new Peer("wasm-tools", List.of(args[1], "validate", "--features", "all")),
                new Peer("wasm-validate", List.of(args[2], "--enable-all")));
        String[] files = List.of(args).subList(3, args.length).toArray(String[]::new);
        Map<String, RunResult> results = new HashMap<>();
        for (RunResult result : Figures.run(ModuleBenchmark.class, PROCESSES, SECONDS, files)) {
            results.put(
                    result.getParams().getBenchmark().replaceAll(".*\\.", "") + Figures.param(result, "file"), result);
        }
        Path empty = Files.createTempFile("empty", ".wasm");
        try {
            Files.write(empty, EMPTY);
            for (String file : files) {
                double megabytes = Files.size(Path.of(file)) / 1e6;
                RunResult verdict = results.get("validate" + file);
                RunResult summary = results.get("summary" + file);
                if (verdict == null || summary == null) {
                    throw new IllegalStateException("no figure for " + file);
                }
                System.out.println(
                        "%s, %.1f MB, warm: verdict %.0f MB/s, %.1f kB allocated; summary %.0f MB/s, %.1f kB allocated"
                                .formatted(
                                        Path.of(file).getFileName(),
                                        megabytes,
                                        1e3 * megabytes / Figures.median(verdict),
                                        Figures.allocated(verdict) / 1e3,
                                        1e3 * megabytes / Figures.median(summary),
                                        Figures.allocated(summary) / 1e3));
                System.out.println(
                        "  " + String.join("; ", besides(Figures.median(verdict), ours, peers, Path.of(file), empty)));
            }
        } finally {
            Files.delete(empty);
        }
    }

    private static List<String> besides(double warm, Peer ours, List<Peer> peers, Path file, Path empty)
            throws IOException, InterruptedException {
        List<String> parts = new ArrayList<>();
        parts.add("as processes: %s %.0f ms".formatted(ours.name(), ours.milliseconds(file)));
        for (Peer peer : peers) {
            double theirs = peer.milliseconds(file);
            parts.add(
                    Double.isNaN(theirs)
                            ? "%s refuses it".formatted(peer.name())
                            : "%s %.0f ms, warm we are %.2f times as fast"
                                    .formatted(peer.name(), theirs, (theirs - peer.milliseconds(empty)) / warm));
        }
        return parts;
    }
}
