package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.ModelException;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.RecordedHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a plugin's recorded tests: each a request, what the host answers, and what must be in the response. They run in a worker
 * under the manifest's limits and capabilities, like the plugin itself later; nothing of this machine is asked.
 */
public final class PluginTests {
    private static final String NOUN = "assay.plugin-test";
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 8 << 20;

    private final Sandbox sandbox;

    public PluginTests(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /**
     * What became of one test.
     *
     * @param name the file's name without its ending
     * @param problems what did not hold, each with its JSON path; empty if the test passed
     * @param run empty if the test itself cannot be read
     */
    public record Result(String name, List<String> problems, Optional<Run> run) {
        public boolean passed() {
            return problems.isEmpty();
        }
    }

    /**
     * Runs every {@code *.json} in the folder, as many at once as there are processors; the results are in the order of the
     * names. Throws {@link SandboxException} if the folder cannot be read.
     */
    public List<Result> run(byte[] module, Manifest manifest, Path folder) throws InterruptedException {
        List<Callable<Result>> tasks = new ArrayList<>();
        for (Path file : tests(folder)) {
            String name = file.getFileName().toString().replaceFirst("\\.json$", "");
            tasks.add(() -> run(name, module, manifest, file));
        }
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Result> results = new ArrayList<>();
            for (Future<Result> done : workers.invokeAll(tasks)) {
                results.add(done.get());
            }
            return List.copyOf(results);
        } catch (ExecutionException e) {
            throw new SandboxException("a test could not be run: " + e.getCause(), e);
        } finally {
            workers.shutdownNow();
        }
    }

    /**
     * A run as a test that passes: the same request, what the host answered, and the whole response. What it was told of clock and
     * random is left out, but for when it began: a test has its own.
     */
    public static byte[] recorded(Assessment assessment, Run run) {
        ObjectNode test = Json.document(NOUN, FORMAT);
        test.set("request", Json.read(assessment.request(), assessment.request().length));
        ArrayNode host = test.putArray("host");
        Set<String> seen = new HashSet<>();
        for (HostCall call : run.hostCalls()) {
            String asked = call.capability() + " " + new String(call.request(), StandardCharsets.UTF_8);
            if (!call.capability().equals("random")
                    && seen.add(call.capability().equals("clock") ? "clock" : asked)) {
                host.addObject()
                        .put("capability", call.capability())
                        .setAll(Map.of(
                                "request", Json.read(call.request(), call.request().length),
                                "answer", Json.read(call.answer(), call.answer().length)));
            }
        }
        test.set("expect", Json.read(run.response(), run.response().length));
        return Json.pretty(test).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Path> tests(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new SandboxException("the tests in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Result run(String name, byte[] module, Manifest manifest, Path file) throws InterruptedException {
        try {
            Fields test = Fields.of(Json.read(Files.readAllBytes(file), MOST_BYTES), "$");
            Json.requireFormat(test.whole(), NOUN, FORMAT);
            test.text("format");
            JsonNode request = test.object("request").whole();
            JsonNode expected = test.object("expect").whole();
            RecordedHost host = RecordedHost.read(test);
            test.end();
            Run run = sandbox.run(
                    new Assessment(
                            module,
                            manifest,
                            manifest.capabilities(),
                            manifest.limits(),
                            Operation.ASSESS,
                            request.toString().getBytes(StandardCharsets.UTF_8)),
                    host,
                    Effective.of(manifest.capabilities()));
            return new Result(name, problems(run, expected), Optional.of(run));
        } catch (IOException | ModelException e) {
            return new Result(name, List.of(file + " is no test that can be run: " + e.getMessage()), Optional.empty());
        }
    }

    private static List<String> problems(Run run, JsonNode expected) {
        if (run.outcome() != Outcome.COMPLETED) {
            return List.of("the run ended as " + run.outcome().id() + ": " + run.detail());
        }
        return Containment.problems(expected, Json.read(run.response(), run.response().length));
    }
}
