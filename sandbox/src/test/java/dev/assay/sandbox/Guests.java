package dev.assay.sandbox;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Manifest;
import dev.assay.sandbox.host.LiveHost;
import dev.assay.sandbox.host.Means;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** The modules of {@code src/test/resources}, the manifest that fits them, and sandboxes to run them in. */
public final class Guests {
    /** Time enough on the busiest machine. */
    public static final Limits LIMITS = new Limits(64L << 20, Duration.ofSeconds(30), 1L << 40, 4L << 20);

    /** For guests that would take for ever. */
    public static final Limits BRIEF = new Limits(64L << 20, Duration.ofMillis(700), 1L << 40, 1L << 20);

    private Guests() {}

    public static byte[] module(String name) {
        String resource = "guests/" + name + ".wasm";
        try (InputStream in = Objects.requireNonNull(Guests.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Manifest manifest(Capabilities capabilities) {
        String yaml = """
                apiVersion: assay/v1
                kind: Plugin
                name: test/guest
                version: 1.0.0
                summary: A guest of the tests
                license: Apache-2.0
                source: https://example.com/source
                contract: assessment/1
                build: {toolchain: clang, path: .}
                limits: {memory: 1GiB, time: 1m, fuel: 9e15, output: 32MiB}
                capabilities: %s
                """.formatted(capabilities.toJson());
        return Manifest.read(yaml.getBytes(StandardCharsets.UTF_8), "plugin.yaml");
    }

    public static Capabilities exec(String... names) {
        return new Capabilities(List.of(names).stream()
                .map(Capability.Exec::new)
                .map(c -> (Capability) c)
                .toList());
    }

    /** What the test's host lets any plugin touch: the same as what is given, so that each test can narrow a layer. */
    public static HostFile hostFile(Capabilities ceiling, Map<String, List<String>> commands) {
        return hostFile(ceiling, commands, 0);
    }

    public static HostFile hostFile(Capabilities ceiling, Map<String, List<String>> commands, int workers) {
        return new HostFile(Confinement.Kind.BWRAP, 256L << 20, workers, ceiling, LIMITS, new Means(commands));
    }

    public static Sandbox sandbox(Capabilities ceiling) {
        return Sandbox.open(hostFile(ceiling, Map.of()), List.<Path>of());
    }

    /** What takes whatever this command starts for its workers. */
    public static Sandbox sandbox(List<String> command) {
        HostFile file = hostFile(Capabilities.NONE, Map.of(), 1);
        LiveHost host = new LiveHost(file.means(), List.of(), Map.of(), Clock.systemUTC(), new Random());
        Confinement none = Confinement.found(Confinement.Kind.NONE, "connect");
        return new Sandbox(file, new Workers(command), none, host, Clock.systemUTC());
    }

    public static Assessment assess(String module, Capabilities granted, Limits limits, String request) {
        return new Assessment(
                module(module),
                manifest(granted),
                granted,
                limits,
                Operation.ASSESS,
                request.getBytes(StandardCharsets.UTF_8));
    }

    public static Assessment assess(String module, Limits limits) {
        return assess(module, Capabilities.NONE, limits, "{}");
    }

    public static JsonNode json(byte[] bytes) {
        return Json.read(bytes, bytes.length);
    }
}
