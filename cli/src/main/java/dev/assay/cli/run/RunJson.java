package dev.assay.cli.run;

import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.LogLine;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A run as one JSON object, for scripts. */
final class RunJson {
    private RunJson() {}

    static ObjectNode of(Run run) {
        ObjectNode out = Json.object()
                .put("outcome", run.outcome().id())
                .put("detail", run.detail())
                .put("fuel", run.fuel())
                .put("memory", run.peakMemoryBytes())
                .put("seconds", run.duration().toMillis() / 1000.0);
        if (run.outcome() == Outcome.COMPLETED) {
            out.set("response", Json.read(run.response(), run.response().length));
        }
        ArrayNode calls = out.putArray("calls");
        for (HostCall call : run.hostCalls()) {
            // As texts: what a guest asks need not be JSON.
            calls.addObject()
                    .put("capability", call.capability())
                    .put("request", new String(call.request(), StandardCharsets.UTF_8))
                    .put("answer", new String(call.answer(), StandardCharsets.UTF_8));
        }
        ArrayNode logs = out.putArray("log");
        for (LogLine line : run.logs()) {
            logs.addObject().put("level", line.level().id()).put("message", line.message());
        }
        return out;
    }
}
