package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.RecordPolicy;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Policies go from the administrator to the runtime, in what is signed for it. */
class RecordPoliciesTest {
    private static final String PATH = "/api/v1/requirements";

    private final Stage stage = Stage.shared();
    private final Client operator = stage.operator();
    private final String plugin = "acme/" + Stage.name("records");

    private static ObjectNode policy(String expression) {
        return Json.object()
                .put("id", "root-login")
                .put("title", "Root cannot log in")
                .put("behavior", "sshd-effective")
                .put("expression", expression)
                .put("message", "Root can log in")
                .put("target", "ac-6.1_obj")
                .put("severity", "high");
    }

    private static ObjectNode draft(UUID runtime, String plugin, String... expressions) {
        ObjectNode draft = Asked.forRuntime(runtime, plugin);
        for (String expression : expressions) {
            draft.withArray("policies")
                    .add(policy(expression)
                            .put("id", "p" + draft.path("policies").size()));
        }
        return draft;
    }

    @Test
    void policiesAndTheirDataArriveAtTheRuntime() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        ObjectNode draft = draft(probe.id, plugin, "record.input.value == 'no'", "true");
        draft.putObject("policy-data").put("most", 5);
        Exchange made = operator.post(PATH, draft).is(201);
        assertThat(made.json().path("policies")).isEqualTo(draft.path("policies"));
        assertThat(operator.get(PATH + "/" + made.text("id")).is(200).json().path("policy-data"))
                .isEqualTo(draft.path("policy-data"));

        Assignment assignment = probe.desired().assignments().getFirst();
        assertThat(assignment.policies()).isEqualTo(RecordPolicy.listFromJson(draft.path("policies")));
        assertThat(assignment.policyData()).isEqualTo(draft.path("policy-data"));
    }

    @Test
    void aChangedPolicyIsANewRevisionAndNoneIsNotSpokenOf() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        Exchange made = operator.post(PATH, draft(probe.id, plugin, "true")).is(201);
        long before = probe.desired().revision();
        Exchange changed = operator.put(
                        PATH + "/" + made.text("id"), draft(probe.id, plugin, "false"), "If-Match", made.header("ETag"))
                .is(200);
        assertThat(probe.desired().revision()).isGreaterThan(before);
        operator.put(PATH + "/" + made.text("id"), draft(probe.id, plugin), "If-Match", changed.header("ETag"))
                .is(200);
        ObjectNode told = probe.desired().assignments().getFirst().toJson();
        assertThat(told.has("policies")).isFalse();
        assertThat(told.has("policy-data")).isFalse();
    }

    @Test
    void whatIsNoExpressionIsRefusedWithItsPlaceAndNothingIsMade() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        Exchange refused = operator.post(PATH, draft(probe.id, plugin, "true", "record.input.value ==", "record.label"))
                .is(422);
        assertThat(refused.problem()).isEqualTo("policy");
        JsonNode errors = refused.json().path("errors");
        assertThat(errors).hasSize(2);
        assertThat(errors.path(0).path("path").asString()).isEqualTo("$.policies[1].expression");
        assertThat(errors.path(0).path("message").asString()).contains("line 1, column 22");
        assertThat(errors.path(1).path("message").asString()).contains("line 1, column 7", "label");
        assertThat(probe.desired().assignments()).isEmpty();
    }

    @Test
    void policiesThatAreNotAsTheDocumentSaysAreRefused() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        ObjectNode twice = Asked.forRuntime(probe.id, plugin);
        twice.withArray("policies").add(policy("true")).add(policy("false"));
        assertThat(operator.post(PATH, twice).is(422).text("detail")).contains("$.policies[1].id", "stands twice");
        ObjectNode odd = Asked.forRuntime(probe.id, plugin);
        odd.withArray("policies").add(policy("true").put("odd", 1));
        operator.post(PATH, odd).is(400);
        ObjectNode unsignable = Asked.forRuntime(probe.id, plugin);
        unsignable.putObject("policy-data").put("most", 1.5);
        assertThat(operator.post(PATH, unsignable).is(422).text("detail")).contains("$.policy-data");
    }
}
