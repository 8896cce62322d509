package dev.assay.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Builds a row twice, at the same time, in two folders whose paths differ in length and depth, and compares the bytes.
 * Neither build sees anything of the other.
 */
final class TwinBuild {
    private final Inputs inputs;
    private final String path;
    private final Path kept;
    private final Isolation isolation;
    private final BuildLimits limits;
    private final Provenance provenance;
    private final Clock clock;

    /**
     * @param path the manifest's {@code build.path}
     * @param kept what the two builds may keep, each for itself, for the next build by the same compiler
     */
    TwinBuild(
            Inputs inputs,
            String path,
            Path kept,
            Isolation isolation,
            BuildLimits limits,
            Provenance provenance,
            Clock clock) {
        this.inputs = inputs;
        this.path = path;
        this.kept = kept;
        this.isolation = isolation;
        this.limits = limits;
        this.provenance = provenance;
        this.clock = clock;
    }

    /** The variant that both builds gave. */
    BuiltVariant build(Compiler compiler, Row row, Progress progress) {
        Instant started = clock.instant();
        Path base = base();
        try {
            Attempt one = attempt(compiler, row, base.resolve("one"), "one");
            Attempt other = attempt(compiler, row, base.resolve("another/folder"), "other");
            List<byte[]> modules = together(List.of(() -> one.run(progress), () -> other.run(progress)));
            byte[] module = modules.getFirst();
            byte[] again = modules.getLast();
            Difference.between(module, again).ifPresent(difference -> {
                throw new BuildException(difference.message(module, again));
            });
            return BuiltVariant.of(row, module, provenance.of(one, started, clock.instant()), false);
        } finally {
            delete(base);
        }
    }

    /** Not beneath the cache or a home: cargo looks for settings in every folder above, and must find none. */
    private static Path base() {
        try {
            return Files.createTempDirectory("assay-build-").toRealPath();
        } catch (IOException e) {
            throw new BuildException("cannot make a temporary folder: " + e + "; see that there is room for one", e);
        }
    }

    private Attempt attempt(Compiler compiler, Row row, Path base, String name) {
        Path source = base.resolve("source");
        Path keeps = kept.resolve(compiler.digest().hex()).resolve(name);
        Workplace workplace = new Workplace(base, source, inputs.pluginIn(source, path), keeps);
        try {
            workplace.create();
            inputs.copyTo(source);
        } catch (IOException e) {
            throw new BuildException("cannot copy the source or write " + kept + ": " + e + "; make it writable", e);
        }
        return new Attempt(compiler, row, workplace, isolation, limits);
    }

    private static void delete(Path base) {
        try {
            Workplace.delete(base);
        } catch (IOException e) {
            throw new BuildException(
                    "cannot delete the temporary folder " + base + ": " + e + "; delete it by hand", e);
        }
    }

    /** The results in the order of the tasks. Where one fails, the other is stopped. */
    private static List<byte[]> together(List<Callable<byte[]>> tasks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<byte[]> ended = new ExecutorCompletionService<>(threads);
            List<Future<byte[]>> started = tasks.stream().map(ended::submit).toList();
            try {
                for (int i = 0; i < tasks.size(); i++) {
                    ended.take().get();
                }
            } finally {
                threads.shutdownNow();
            }
            return started.stream().map(Future::resultNow).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BuildException failure ? failure : new BuildException("a defect: " + e, e);
        }
    }
}
