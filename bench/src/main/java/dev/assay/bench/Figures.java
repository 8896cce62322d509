package dev.assay.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a benchmark and reads its figures. Compilers do not decide alike in each process, so a time is that of several. */
final class Figures {
    private Figures() {}

    static Collection<RunResult> run(Class<?> benchmark, int processes, int seconds, String... files)
            throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(benchmark.getName() + "\\.")
                        .param("file", files)
                        .forks(processes)
                        .warmupIterations(2)
                        .warmupTime(TimeValue.seconds(seconds))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.seconds(seconds))
                        .jvmArgsAppend("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow")
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    /** Milliseconds of one operation in the fastest process: what code costs that the compiler did well by. */
    static double fastest(RunResult result) {
        return result.getBenchmarkResults().stream()
                .mapToDouble(Figures::median)
                .min()
                .orElseThrow();
    }

    /** Milliseconds of one operation. */
    static double median(RunResult result) {
        List<Double> medians = result.getBenchmarkResults().stream()
                .map(Figures::median)
                .sorted(Comparator.naturalOrder())
                .toList();
        return medians.get(medians.size() / 2);
    }

    private static double median(BenchmarkResult process) {
        IterationResult last =
                process.getIterationResults().stream().reduce((_, l) -> l).orElseThrow();
        return last.getPrimaryResult().getStatistics().getPercentile(50);
    }

    /** Bytes allocated by one operation. */
    static double allocated(RunResult result) {
        Result<?> norm = result.getSecondaryResults().get("gc.alloc.rate.norm");
        if (norm == null) {
            throw new IllegalStateException("the profiler of allocations gave no figure");
        }
        return norm.getScore();
    }

    static String param(RunResult result, String name) {
        return result.getParams().getParam(name);
    }
}
