import dev.assay.model.Capabilities;
import dev.assay.model.Manifest;
import dev.assay.model.Outcome;
import dev.assay.sandbox.Assessment;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Operation;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code SHA256 MODULE MANIFEST FOLDER}: prints what bench/engine says. */
final class EngineBench {
    private static final int DISTINCT = 100;

    private final Path folder;

    private EngineBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        EngineBench bench = new EngineBench(Path.of(arguments[3]));
        byte[] sha256 = Files.readAllBytes(Path.of(arguments[0]));
        bench.hash("interpreter", sha256, 1, 11);
        bench.hash("compiler", sha256, 400, 2400);
        Manifest manifest = Manifest.read(Files.readAllBytes(Path.of(arguments[2])), "plugin.yaml");
        bench.prepare(Files.readAllBytes(Path.of(arguments[1])), manifest);
    }

    private Sandbox open(String engine, String cache) {
        String host = new String(HostFile.sample(), StandardCharsets.UTF_8)
                .replace("engine: auto", "engine: " + engine)
                .replace("time: 30s, output", "time: 30s, fuel: 9e15, output");
        return Sandbox.open(
                HostFile.read(host.getBytes(StandardCharsets.UTF_8), HostFile.FILE),
                List.of(),
                Optional.of(folder.resolve(cache)));
    }

    /** From two runs of different length, so that starting a worker and its Java's own compiling do not count twice. */
    private void hash(String engine, byte[] module, int few, int many) throws Exception {
        Manifest manifest = Manifest.read(
                """
                apiVersion: assay/v1
                kind: Plugin
                name: test/sha256
                version: 1.0.0
                summary: Hashes
                license: Apache-2.0
                source: https://example.com/source
                contract: assessment/1
                build: {toolchain: clang, path: .}
                limits: {memory: 64MiB, time: 30s, fuel: 9e15, output: 1MiB}
                """.getBytes(StandardCharsets.UTF_8),
                "plugin.yaml");
        try (Sandbox sandbox = open(engine, "hash")) {
            run(sandbox, hashes(module, manifest, 1));
            Run shorter = run(sandbox, hashes(module, manifest, few));
            Run longer = run(sandbox, hashes(module, manifest, many));
            double megabytes = (many - few) / 10.0;
            double seconds = longer.duration().minus(shorter.duration()).toNanos() / 1e9;
            System.out.println("sha256, %s, fuel on: %.1f MB/s (%.1f MB more in %.2f s); %.1f units of fuel a byte; the first %.1f MB from start to answer: %.2f s"
                    .formatted(engine, megabytes / seconds, megabytes, seconds, longer.fuel() / (many * 100_000.0), few / 10.0, shorter.duration().toNanos() / 1e9));
        }
    }

    private static Assessment hashes(byte[] module, Manifest manifest, int times) {
        return new Assessment(
                module,
                manifest,
                Capabilities.NONE,
                manifest.limits(),
                Operation.ASSESS,
                Integer.toString(times).getBytes(StandardCharsets.UTF_8));
    }

    private static Run run(Sandbox sandbox, Assessment assessment) throws InterruptedException {
        Run run = sandbox.run(assessment);
        if (run.outcome() != Outcome.COMPLETED) {
            throw new IllegalStateException(run.outcome() + ": " + run.detail());
        }
        return run;
    }

    private void prepare(byte[] module, Manifest manifest) throws Exception {
        System.out.println("%d bytes of a plugin that describes itself, from nothing to its answer:".formatted(module.length));
        try (Sandbox sandbox = open("interpreter", "prepare")) {
            describe(sandbox, "  interpreted", List.of(describe(module, manifest, 0)));
        }
        try (Sandbox sandbox = open("compiler", "prepare")) {
            describe(sandbox, "  the first of a compiler, which is tried for confinement", List.of(describe(module, manifest, 1)));
            describe(sandbox, "  compiled", List.of(describe(module, manifest, 0)));
            describe(sandbox, "  code in memory", List.of(describe(module, manifest, 0)));
        }
        try (Sandbox sandbox = open("compiler", "prepare")) {
            describe(sandbox, "  code in the cache", List.of(describe(module, manifest, 0)));
        }
        List<Assessment> all = new ArrayList<>();
        for (int i = 0; i < DISTINCT; i++) {
            all.add(describe(module, manifest, i));
        }
        try (Sandbox sandbox = open("compiler", "prepare")) {
            describe(sandbox, "%d distinct ones, compiled, two at a time".formatted(DISTINCT), all);
        }
        try (Sandbox sandbox = open("compiler", "prepare")) {
            describe(sandbox, "%d distinct ones, code in the cache, two at a time".formatted(DISTINCT), all);
        }
    }

    /** The module with a custom section that no other has. */
    private static Assessment describe(byte[] module, Manifest manifest, int number) throws IOException {
        ByteArrayOutputStream distinct = new ByteArrayOutputStream();
        distinct.writeBytes(module);
        distinct.writeBytes(new byte[] {0, 3, 1, 'n', (byte) number});
        return Assessment.describe(distinct.toByteArray(), manifest, manifest.capabilities());
    }

    private static void describe(Sandbox sandbox, String what, List<Assessment> all) throws Exception {
        long start = System.nanoTime();
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Future<Run>> runs = new ArrayList<>();
            for (Assessment one : all) {
                runs.add(two.submit((Callable<Run>) () -> run(sandbox, one)));
            }
            for (Future<Run> run : runs) {
                run.get();
            }
        }
        System.out.println("%s: %.0f ms".formatted(what, (System.nanoTime() - start) / 1e6));
    }
}
