package dev.assay.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program that judges a file, as a whole process.
 *
 * @param name what lines call it
 * @param command the program and its arguments; the file follows
 */
record Peer(String name, List<String> command) {
    private static final int RUNS = 7;

    /** The median of some runs, in milliseconds; NaN if it refuses the file. */
    double milliseconds(Path file) throws IOException, InterruptedException {
        double[] runs = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            List<String> line = new ArrayList<>(command);
            line.add(file.toString());
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("RAYON_NUM_THREADS", "1"); // wasm-tools: one thread, as ours
            long begin = System.nanoTime();
            if (builder.start().waitFor() != 0) {
                return Double.NaN;
            }
            runs[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(runs);
        return runs[RUNS / 2];
    }
}
