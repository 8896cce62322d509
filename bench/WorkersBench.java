import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Limits;
import dev.assay.model.Manifest;
import dev.assay.model.Outcome;
import dev.assay.sandbox.Assessment;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** {@code all|cold MODULE MANIFEST SMALL}: prints what bench/workers says. */
final class WorkersBench {
    private static final int COLD = 30;
    private static final int WARM = 200;
    private static final int SECONDS = 10;

    private static final int FUNCTIONS = 1100;

    private final Assessment plugin;
    private final Assessment padded;
    private final Assessment small;

    private WorkersBench(Path module, Path manifest, Path guest) throws IOException {
        Manifest of = Manifest.read(Files.readAllBytes(manifest), "plugin.yaml");
        Manifest tests = Manifest.read(
                """
                apiVersion: assay/v1
                kind: Plugin
                name: test/guest
                version: 1.0.0
                summary: A guest of the tests
                license: Apache-2.0
                source: https://example.com/source
                contract: assessment/1
                build: {toolchain: clang, path: .}
                """.getBytes(StandardCharsets.UTF_8),
                "plugin.yaml");
        plugin = Assessment.describe(Files.readAllBytes(module), of, of.capabilities());
        small = Assessment.describe(Files.readAllBytes(guest), tests, Capabilities.NONE);
        padded = Assessment.describe(padded(small.module()), tests, Capabilities.NONE);
    }

    /** The small guest and so many functions that nobody calls: as large as a plugin, with little to do. */
    private static byte[] padded(byte[] small) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(small, 0, 8);
        int at = 8;
        while (at < small.length) {
            int id = small[at++];
            int[] size = number(small, at);
            byte[] section = Arrays.copyOfRange(small, size[1], size[1] + size[0]);
            at = size[1] + size[0];
            byte[] longer = id == 3 ? longer(section, new byte[] {0}) : id == 10 ? longer(section, body()) : section;
            all.write(id);
            all.writeBytes(number(longer.length));
            all.writeBytes(longer);
        }
        return all.toByteArray();
    }

    private static byte[] longer(byte[] section, byte[] entry) {
        int[] count = number(section, 0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(number(count[0] + FUNCTIONS));
        all.write(section, count[1], section.length - count[1]);
        for (int i = 0; i < FUNCTIONS; i++) {
            all.writeBytes(entry);
        }
        return all.toByteArray();
    }

    /** Of type (i32) -> i32: adds to its parameter, fourteen times. */
    private static byte[] body() {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        code.writeBytes(new byte[] {0, 0x20, 0});
        for (int i = 0; i < 14; i++) {
            code.writeBytes(new byte[] {0x41, (byte) i, 0x6a});
        }
        code.write(0x0b);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(number(code.size()));
        all.writeBytes(code.toByteArray());
        return all.toByteArray();
    }

    /** The number here, in LEB128, and where it ends. */
    private static int[] number(byte[] bytes, int at) {
        int value = 0;
        int end = at;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[end++];
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return new int[] {value, end};
            }
        }
    }

    private static byte[] number(int value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (; value > 0x7f; value >>>= 7) {
            bytes.write(value & 0x7f | 0x80);
        }
        bytes.write(value);
        return bytes.toByteArray();
    }

    public static void main(String[] arguments) throws Exception {
        WorkersBench bench = new WorkersBench(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
        HostFile sample = HostFile.read(HostFile.sample(), HostFile.FILE);
        try (Sandbox sandbox = Sandbox.open(sample, List.of())) {
            bench.cold(sandbox);
            if (arguments[0].equals("all")) {
                bench.perSecond(sandbox, "each in a fresh worker", "25/s");
                bench.warm(sandbox);
            }
        }
        if (arguments[0].equals("all")) {
            HostFile.Pool pool = new HostFile.Pool(2, 100_000, Duration.ofMinutes(10));
            HostFile again = new HostFile(
                    sample.confinement(), sample.heapBytes(), pool, sample.ceiling(), sample.limits(), sample.means(), sample.receipts());
            try (Sandbox sandbox = Sandbox.open(again, List.of())) {
                bench.perSecond(sandbox, "in workers that serve again", "2,000/s for the small one");
            }
        }
        System.exit(0);
    }

    private static Run run(Sandbox sandbox, Assessment assessment) throws InterruptedException {
        Run run = sandbox.run(assessment);
        if (run.outcome() != Outcome.COMPLETED) {
            throw new IllegalStateException(run.outcome() + ": " + run.detail());
        }
        return run;
    }

    private void cold(Sandbox sandbox) throws InterruptedException {
        for (Assessment assessment : List.of(small, padded, plugin)) {
            for (int i = 0; i < 10; i++) {
                run(sandbox, assessment); // this process warms up too
            }
            double[] millis = new double[COLD];
            for (int i = 0; i < COLD; i++) {
                millis[i] = run(sandbox, assessment).duration().toNanos() / 1e6;
            }
            print("worker started for it, " + name(assessment), millis, "p50 under 180 ms");
        }
    }

    /** Each run has to itself what the machine gives: the next begins when as many wait as should. */
    private void warm(Sandbox sandbox) throws InterruptedException {
        sandbox.keepWorkersReady();
        for (Assessment assessment : List.of(small, padded, plugin)) {
            warm(sandbox, assessment, false);
            warm(sandbox, assessment, true);
        }
        awaitReady(2);
        System.out.println("memory of workers that wait: "
                + workers().map(WorkersBench::residentMiB).toList() + " MiB (goal: each under 64)");
    }

    private void warm(Sandbox sandbox, Assessment assessment, boolean expected) throws InterruptedException {
        double[] millis = new double[WARM];
        for (int i = -20; i < WARM; i++) {
            awaitReady(2);
            if (expected) {
                sandbox.expect(assessment);
                awaitReady(3);
            }
            double took = run(sandbox, assessment).duration().toNanos() / 1e6;
            if (i >= 0) {
                millis[i] = took;
            }
        }
        print(
                "worker that waited" + (expected ? " and had read the module, " : ", ") + name(assessment),
                millis,
                "p50 under 8 ms, p99 under 30 ms");
    }

    private void perSecond(Sandbox sandbox, String how, String goal) throws InterruptedException {
        for (Assessment assessment : List.of(small, padded, plugin)) {
            int threads = Runtime.getRuntime().availableProcessors();
            AtomicInteger runs = new AtomicInteger();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            ExecutorService all = Executors.newFixedThreadPool(threads);
            for (int i = 0; i < threads; i++) {
                all.submit(() -> {
                    while (System.nanoTime() < end) {
                        run(sandbox, assessment);
                        runs.incrementAndGet();
                    }
                    return null;
                });
            }
            all.shutdown();
            all.awaitTermination(1, TimeUnit.HOURS);
            System.out.printf("%d at a time, %s, %s: %.1f/s (goal on two cores: %s)%n",
                    threads, how, name(assessment), (double) runs.get() / SECONDS, goal);
        }
    }

    private String name(Assessment assessment) {
        int size = assessment.module().length;
        return assessment == plugin ? "linux-baseline of " + size + " bytes" : "a guest of " + size + " bytes";
    }

    private static void print(String what, double[] millis, String goal) {
        Arrays.sort(millis);
        System.out.printf("%s: p50 %.1f ms, p99 %.1f, least %.1f, %d runs (goal: %s)%n", what, millis[millis.length / 2],
                millis[millis.length * 99 / 100], millis[0], millis.length, goal);
    }

    /** The Java processes beneath this one, without what shuts them in. */
    private static Stream<ProcessHandle> workers() {
        return ProcessHandle.current().descendants().filter(process -> status(process, "Name:").equals("java"));
    }

    /** Waits until so many workers are there and do nothing any more. */
    private static void awaitReady(int count) throws InterruptedException {
        List<String> before = List.of();
        while (true) {
            Thread.sleep(30);
            List<String> now = workers().map(WorkersBench::time).toList();
            if (now.size() == count && now.equals(before)) {
                return;
            }
            before = now;
        }
    }

    private static String time(ProcessHandle process) {
        try {
            String[] fields = Files.readString(Path.of("/proc/" + process.pid() + "/stat")).split(" ");
            return process.pid() + ":" + fields[13] + ":" + fields[14];
        } catch (IOException e) {
            return "";
        }
    }

    private static long residentMiB(ProcessHandle process) {
        return Long.parseLong(status(process, "VmRSS:").replace(" kB", "")) / 1024;
    }

    private static String status(ProcessHandle process, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(key)).findFirst().orElse("").substring(key.length()).strip();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
