package dev.assay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.assay.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Executes the workflows of a real repository as they are written, by the runner in {@code e2e/runner}. */
final class WorkflowRunner {
    private static final Path RUNNER = Assay.HOME.resolve("e2e/runner/run.mjs");
    private static final int MINUTES = 5;

    private final Path folder;
    private final RegistryRepository repository;
    private final Machine machine;
    private int runs;

    WorkflowRunner(Path folder, RegistryRepository repository, Machine machine) {
        this.folder = folder;
        this.repository = repository;
        this.machine = machine;
        requireRunner();
    }

    private static void requireRunner() {
        if (!Files.isDirectory(RUNNER.resolveSibling("node_modules"))) {
            String remedy = "the workflow runner lacks its libraries; run: npm ci --prefix e2e/runner";
            if (System.getenv("ASSAY_CHECK") != null) {
                fail(remedy);
            }
            abort(remedy);
        }
    }

    /**
     * Runs a workflow to its end; fails where the event does not start it.
     *
     * @param server GitHub's API
     */
    WorkflowRun run(String server, String workflow, String event, String ref, JsonNode payload) throws IOException {
        int id = 7000 + ++runs;
        ObjectNode whole = (ObjectNode) payload.deepCopy();
        whole.withObject("/repository")
                .put("full_name", RegistryRepository.NAME)
                .put("id", 1);
        Path file = Files.writeString(folder.resolve(id + ".json"), whole.toString());
        Map<String, String> options = Map.of(
                "workflow", ".github/workflows/" + workflow + ".yml",
                "event", event,
                "payload", file.toString(),
                "repository", repository.bare().toString(),
                "ref", ref,
                "server", server,
                "work", folder.resolve("work").toString(),
                "run-id", String.valueOf(id),
                "repositories", json(machine.repositories()),
                "image", json(machine.image()));
        List<String> command = new ArrayList<>(List.of("node", RUNNER.toString()));
        options.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        ObjectNode secrets = Json.object();
        secrets.set("registry", Json.read(json(repository.secrets()).getBytes(UTF_8), 1 << 20));
        command.addAll(List.of("--secrets", secrets.toString()));
        return new WorkflowRun(id, execute(command, id), Files.readString(folder.resolve(id + ".log")));
    }

    private JsonNode execute(List<String> command, int id) throws IOException {
        Path out = folder.resolve(id + ".out");
        Path log = folder.resolve(id + ".log");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES))
                    .as("a run ends")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isIn(0, 1);
        return Json.read(Files.readAllBytes(out), 16 << 20);
    }

    private static String json(Map<String, String> values) {
        ObjectNode object = Json.object();
        values.forEach(object::put);
        return object.toString();
    }
}
