package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.model.Capabilities;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Real exchanges between a guest and its host, each held against its schema in {@code docs/contract}. */
final class Exchanges {
    private static final Path SCHEMAS = Path.of("..", "docs", "contract");

    private final Sandbox sandbox;
    private final Capabilities granted;

    Exchanges(Sandbox sandbox, Capabilities granted) {
        this.sandbox = sandbox;
        this.granted = granted;
    }

    /** Has a guest ask this of the capability of this name. */
    Run run(String capability, String request) throws InterruptedException {
        return sandbox.run(Guests.assess("ask-" + capability, granted, Guests.LIMITS, request));
    }

    /** The answer that the guest got, which is also what was recorded and what the schema allows. */
    JsonNode ask(String capability, String request) throws InterruptedException {
        Run run = run(capability, request);
        assertThat(run.detail()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED);
        JsonNode answer = Guests.json(run.response()).path("records").path(0);
        if (!capability.equals("log")) {
            assertThat(Guests.json(run.hostCalls().getFirst().answer())).isEqualTo(answer);
            assertThat(run.hostCalls().getFirst().capability()).isEqualTo(capability);
        }
        assertThat(faults(capability, request, answer)).isEmpty();
        return answer;
    }

    JsonNode ok(String capability, String request) throws InterruptedException {
        JsonNode answer = ask(capability, request);
        assertThat(answer.has("ok")).as("%s", answer).isTrue();
        return answer.path("ok");
    }

    String error(String capability, String request) throws InterruptedException {
        return ask(capability, request).path("error").path("code").asString();
    }

    /** What the schema says of this exchange; of an invalid request only the answer is held against it. */
    static String faults(String capability, String request, JsonNode answer) {
        boolean invalid = answer.path("error").path("code").asString("").equals(Answer.INVALID_REQUEST);
        ObjectNode exchange = Json.object();
        exchange.set(
                "request", invalid ? answer : Guests.json(request.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        exchange.set("answer", answer);
        return schema(capability).validate(exchange).stream()
                .filter(fault ->
                        !invalid || !fault.getInstanceLocation().toString().startsWith("/request"))
                .toList()
                .toString()
                .replace("[]", "");
    }

    private static Schema schema(String capability) {
        try {
            String text = Files.readString(SCHEMAS.resolve(capability + ".schema.json"));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text, com.networknt.schema.InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
