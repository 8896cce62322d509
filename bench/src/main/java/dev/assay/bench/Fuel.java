package dev.assay.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Prints what metering costs where code is compiled. */
public final class Fuel {
    private static final int PROCESSES = 7;
    private static final int SECONDS = 2;

    private Fuel() {}

    /**
     * Prints a line for each kernel.
     *
     * @param args the module of the kernels
     */
    public static void main(String[] args) throws RunnerException {
        Locale.setDefault(Locale.ROOT);
        Map<String, RunResult> results = new TreeMap<>();
        for (RunResult result : Figures.run(FuelBenchmark.class, PROCESSES, SECONDS, args[0])) {
            results.put(Figures.param(result, "kernel") + " " + Figures.param(result, "metered"), result);
        }
        for (String kernel : List.of("sha256", "json")) {
            double plain = Figures.fastest(Objects.requireNonNull(results.get(kernel + " false")));
            double metered = Figures.fastest(Objects.requireNonNull(results.get(kernel + " true")));
            System.out.println(
                    "%s over 1 MB, compiled: %.2f ms plain, %.2f ms metered, %+.0f %% (fastest of %d processes)"
                            .formatted(kernel, plain, metered, 100 * (metered / plain - 1), PROCESSES));
        }
    }
}
