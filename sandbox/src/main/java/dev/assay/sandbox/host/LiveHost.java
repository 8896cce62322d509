package dev.assay.sandbox.host;

import dev.assay.model.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** This machine, as its host file lets plugins see it. Thread-safe. */
public final class LiveHost implements Host {
    private final ExecHost exec;
    private final FileHost files;
    private final TlsHost tls = new TlsHost();
    private final Map<String, String> environment;
    private final Clock clock;
    private final RandomGenerator random;

    /** {@code forbidden}: this runtime's directories and files, which no plugin may read whatever is granted. */
    public LiveHost(
            Means means, List<Path> forbidden, Map<String, String> environment, Clock clock, RandomGenerator random) {
        this.exec = new ExecHost(means.commands());
        this.files = new FileHost(forbidden);
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Optional<ObjectNode> perform(String capability, CapabilityRequest request) throws InterruptedException {
        return switch (request) {
            case CapabilityRequest.Exec(String name) -> Optional.of(exec.run(name));
            case CapabilityRequest.ReadFile file -> files.perform(file);
            case CapabilityRequest.ReadEnv(String name) -> Optional.of(environment(name));
            case CapabilityRequest.Handshake handshake -> Optional.of(tls.handshake(handshake));
            case CapabilityRequest.Log ignored -> Optional.of(Answer.ok(Json.object()));
            case CapabilityRequest.Clock() -> Optional.of(time(clock.instant()));
            case CapabilityRequest.Random(int bytes) -> Optional.of(random(random, bytes));
        };
    }

    private ObjectNode environment(String name) {
        String value = environment.get(name);
        return value == null
                ? Answer.error(Answer.NOT_FOUND, name + " is not set on this host")
                : Answer.ok(Json.object().put("value", value));
    }

    static ObjectNode time(Instant time) {
        return Answer.ok(Json.object().put("time", time.toString()).put("unix-ms", time.toEpochMilli()));
    }

    static ObjectNode random(RandomGenerator random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Answer.ok(Json.object().put("base64", Base64.getEncoder().encodeToString(bytes)));
    }
}
