package dev.assay.sandbox.host;

import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.sandbox.egress.Caller;
import dev.assay.sandbox.egress.Cluster;
import dev.assay.sandbox.egress.EgressException;
import dev.assay.sandbox.egress.Reply;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gets and lists objects of this host's cluster for guests. Thread-safe. */
final class KubernetesHost {
    private static final int MOST_BYTES = 1 << 20;

    private final Optional<Cluster> cluster;

    KubernetesHost(Optional<Cluster> cluster) {
        this.cluster = cluster;
    }

    ObjectNode perform(KubernetesRequest request, Caller caller) throws InterruptedException {
        if (cluster.isEmpty()) {
            return Answer.error(Answer.UNAVAILABLE, "this host's file names no cluster");
        }
        try {
            return answer(request, cluster.get().get(request.path(), caller));
        } catch (EgressException e) {
            return HttpHost.error(e);
        }
    }

    private static ObjectNode answer(KubernetesRequest request, Reply reply) {
        return switch (reply.status()) {
            case 200 -> content(reply.body());
            case 404 -> Answer.error(Answer.NOT_FOUND, "the cluster has no such thing: " + request.describe());
            case 401, 403 ->
                Answer.error(
                        Answer.REFUSED,
                        "the cluster does not let this host's account see it: " + request.describe() + ", status "
                                + reply.status());
            case 410 -> Answer.error(Answer.FAILED, "the list changed too much to go on: begin anew");
            default -> Answer.error(Answer.FAILED, "the cluster answered with status " + reply.status());
        };
    }

    private static ObjectNode content(byte[] body) {
        try {
            JsonNode object = Json.read(body, MOST_BYTES);
            if (object.isObject()) {
                ObjectNode content = Json.object();
                content.set("object", object);
                return Answer.ok(content);
            }
        } catch (ModelException e) {
            // told below: what it said is of no use
        }
        return Answer.error(Answer.FAILED, "the cluster answered with something that is no JSON object");
    }
}
