package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A Configuration Service and one Assessment Runtime, as processes, that know a registry and a trust policy. */
final class AssessmentFleet implements AutoCloseable {
    private static final String FOLDERS = "file: [{path: /tmp, access: stat}, {path: /var/tmp, access: stat}]\n";

    private final Assay assay;
    private final Process service;
    private final Map<String, String> login;

    private AssessmentFleet(Assay assay, Process service, Map<String, String> login) {
        this.assay = assay;
        this.service = service;
        this.login = login;
    }

    /** Starts the service, and enrols a runtime whose host allows what {@link PluginChange}'s plugins ask for. */
    static AssessmentFleet start(Path folder, Path registry, Path trust) throws IOException {
        Files.createDirectories(folder);
        Assay assay = new Assay(folder);
        Path url = folder.resolve("control.url");
        Path err = folder.resolve("control.err");
        Process service = assay.start(
                folder.resolve("control.out"),
                err,
                "control",
                "--registry",
                registry.toString(),
                "--trust",
                trust.toString(),
                "--data",
                "control",
                "--listen",
                "127.0.0.1:0",
                "--url-file",
                url.toString(),
                "--save-password",
                "admin.password");
        try {
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !service.isAlive() || Files.exists(url));
            assertThat(service.isAlive()).as(Files.readString(err)).isTrue();
            AssessmentFleet fleet = new AssessmentFleet(
                    assay,
                    service,
                    Map.of("ASSAY_CONTROL", Files.readString(url).strip(), "ASSAY_PASSWORD_FILE", "admin.password"));
            fleet.enrol(folder, registry, trust);
            return fleet;
        } catch (IOException | RuntimeException | AssertionError e) {
            stop(service);
            throw e;
        }
    }

    private void enrol(Path folder, Path registry, Path trust) throws IOException {
        Files.writeString(
                folder.resolve("host.yaml"),
                "apiVersion: assay/v1\nkind: Host\nconfinement: bwrap\n"
                        + "limits: {memory: 128MiB, time: 30s, output: 4MiB}\nworker: {heap: 512MiB}\nceiling:\n  "
                        + FOLDERS);
        Files.writeString(folder.resolve("grants.yaml"), FOLDERS);
        Files.writeString(folder.resolve("web-1.token"), done(List.of("fleet", "token", "web-1")));
        done(List.of(
                "runtime",
                "enrol",
                "--data",
                "web-1",
                "--token-file",
                "web-1.token",
                "--registry",
                registry.toString(),
                "--trust",
                trust.toString(),
                "--host",
                "host.yaml"));
    }

    /** Requires a plugin, and makes one round of the runtime; each of its plugins, how it stands, and how its run ended. */
    List<String> assess(String plugin) {
        done(List.of("require", plugin, "--versions", "*", "--runtime", "web-1", "--grants", "grants.yaml"));
        JsonNode round = Json.read(
                done(List.of("runtime", "once", "--data", "web-1", "--json")).getBytes(StandardCharsets.UTF_8),
                16 << 20);
        Map<String, String> outcomes = new TreeMap<>();
        round.path("results")
                .forEach(result -> outcomes.put(
                        result.path("plugin").asString(), result.path("outcome").asString()));
        List<String> plugins = new ArrayList<>();
        round.at("/status/plugins").forEach(one -> {
            String name = one.path("plugin").asString();
            plugins.add(name + " " + one.path("version").asString() + " "
                    + one.path("state").asString() + ": " + outcomes.getOrDefault(name, "not run"));
        });
        return plugins;
    }

    private String done(List<String> command) {
        Assay.Ended ended = assay.run(login, command.toArray(String[]::new));
        assertThat(ended.status())
                .as(command + "\n" + ended.out() + ended.err())
                .isZero();
        return ended.out();
    }

    @Override
    public void close() {
        stop(service);
    }

    /** Its database is a child that has to end in order. */
    private static void stop(Process service) {
        List<ProcessHandle> children = service.descendants().toList();
        service.destroy();
        try {
            assertThat(service.waitFor(Duration.ofMinutes(1))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            service.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
