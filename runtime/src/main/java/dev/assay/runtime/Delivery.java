package dev.assay.runtime;

import dev.assay.model.Json;
import dev.assay.runtime.ResultQueue.Waiting;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings results to the Configuration Service, oldest first, each at least once: it leaves the queue when its arrival was
 * confirmed. The run's id tells the service what it has already. For one thread.
 */
final class Delivery {
    private static final int MOST_AT_ONCE = 100;
    private static final long MOST_BYTES = 16 << 20;

    private final ControlClient client;
    private final Identity identity;
    private final ResultQueue queue;

    Delivery(ControlClient client, Identity identity, ResultQueue queue) {
        this.client = client;
        this.identity = identity;
        this.queue = queue;
    }

    /** Delivers what waits; returns what kept it from delivering all of it. */
    Optional<String> deliver() {
        Optional<String> problem = Optional.empty();
        while (true) {
            try {
                List<Waiting> batch = next();
                if (batch.isEmpty()) {
                    return problem;
                }
                Reply reply = post(batch);
                if (reply.isSuccess()) {
                    batch.forEach(one -> queue.remove(one.number()));
                } else if (reply.isTransient()) {
                    return Optional.of("results were not taken: " + ControlClient.problem(reply));
                } else {
                    problem = oneByOne(batch);
                }
            } catch (AssessmentRuntimeException e) {
                return Optional.of("results were not delivered: " + e.getMessage());
            }
        }
    }

    /** One bad result must not keep the others back. */
    private Optional<String> oneByOne(List<Waiting> batch) {
        Optional<String> problem = Optional.empty();
        for (Waiting one : batch) {
            Reply reply = post(List.of(one));
            if (reply.isSuccess()) {
                queue.remove(one.number());
            } else if (reply.isTransient()) {
                throw new AssessmentRuntimeException(ControlClient.problem(reply));
            } else {
                queue.setAside(one.number());
                problem = Optional.of("the result of run " + one.result().runId() + " was refused and set aside: "
                        + ControlClient.problem(reply));
            }
        }
        return problem;
    }

    private List<Waiting> next() {
        return queue.oldest(MOST_AT_ONCE, MOST_BYTES);
    }

    private Reply post(List<Waiting> batch) {
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        batch.forEach(one -> results.add(one.result().toJson()));
        return client.post(identity, "api/v1/runtimes/" + identity.runtime() + "/results", body);
    }
}
