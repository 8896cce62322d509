package dev.assay.sandbox.host;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * A host that answers from a recording, the same way every time. A request that was not recorded has no answer, which ends the
 * run. Clock and random need no recording: the clock starts at a fixed time, or the recorded one, and advances a millisecond
 * each time it is read; random is a fixed sequence. For one run on one thread.
 */
public final class RecordedHost implements Host {
    public static final RecordedHost NOTHING = new RecordedHost(Map.of());

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TICK = Duration.ofMillis(1);
    private static final int MOST_ANSWERS = 10_000;

    private final Map<CapabilityRequest, ObjectNode> answers;
    private final RandomGenerator random = new Random(0);
    private Instant now;

    private RecordedHost(Map<CapabilityRequest, ObjectNode> answers) {
        this.answers = Map.copyOf(answers);
        this.now = Optional.ofNullable(answers.get(new CapabilityRequest.Clock()))
                .map(answer -> Instant.parse(answer.path("ok").path("time").asString()))
                .orElse(START);
    }

    /** Reads the recorded exchanges of {@code {"host":[{"capability","request","answer"}]}}. */
    public static RecordedHost read(Fields test) {
        Map<CapabilityRequest, ObjectNode> answers = new LinkedHashMap<>();
        for (Fields exchange : test.objects("host", MOST_ANSWERS)) {
            CapabilityRequest request = CapabilityRequest.read(
                    exchange.text("capability"),
                    Json.canonical(exchange.object("request").whole()));
            answers.put(request, (ObjectNode) exchange.object("answer").whole());
            exchange.end();
        }
        return new RecordedHost(answers);
    }

    @Override
    public synchronized Optional<ObjectNode> perform(String capability, CapabilityRequest request) {
        return switch (request) {
            case CapabilityRequest.Clock ignored -> {
                now = now.plus(TICK);
                yield Optional.of(LiveHost.time(now));
            }
            case CapabilityRequest.Random(int bytes) -> Optional.of(LiveHost.random(random, bytes));
            default -> Optional.ofNullable(answers.get(request));
        };
    }
}
