package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuditLogTest {
    private static List<JsonNode> entries(Stage stage) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            Exchange page =
                    stage.reviewer().get("/api/v1/audit-log?limit=3" + cursor).is(200);
            page.json().path("items").forEach(all::add);
            cursor = page.json().has("next") ? "&cursor=" + page.text("next") : "";
        } while (!cursor.isEmpty());
        return all;
    }

    @Test
    void everyChangeIsThereWithWhoMadeItAndTheChainHolds() {
        try (Stage stage = new Stage()) {
            stage.shelf.publish("acme/check", "1.0.0");
            Probe probe = new Probe(stage);
            Exchange made = stage.operator()
                    .post("/api/v1/requirements", Asked.forRuntime(probe.id, "acme/check"))
                    .is(201);
            stage.operator()
                    .delete("/api/v1/requirements/" + made.text("id"), "If-Match", made.header("ETag"))
                    .is(204);
            List<JsonNode> entries = entries(stage);
            assertThat(entries)
                    .extracting(entry -> entry.path("action").asString(""))
                    .containsSubsequence(
                            "create-account",
                            "create-enrolment-token",
                            "enrol",
                            "make-revision",
                            "create-requirement",
                            "make-revision",
                            "delete-requirement",
                            "make-revision");
            assertThat(entries.toString()).contains("person admin", "person operator", "runtime " + probe.id);
            for (int i = 1; i < entries.size(); i++) {
                assertThat(entries.get(i).path("previous"))
                        .isEqualTo(entries.get(i - 1).path("hash"));
            }
            Exchange verified =
                    stage.reviewer().post("/api/v1/audit-log:verify").is(200);
            assertThat(verified.json().path("intact").asBoolean(false)).isTrue();
            assertThat(verified.json().path("entries").asInt(0)).isEqualTo(entries.size());
        }
    }

    @Test
    void noSecretIsInIt() {
        Stage stage = Stage.shared();
        String password = stage.administrator()
                .post(
                        "/api/v1/accounts",
                        Json.object().put("name", Stage.name("p")).put("role", "viewer"))
                .is(201)
                .text("password");
        String token = stage.administrator()
                .post("/api/v1/enrolment-tokens", Json.object().put("name", Stage.name("h")))
                .is(201)
                .text("token");
        try (var tables = stage.tables()) {
            List<String> texts = tables.inTransaction(t -> t.all(
                    "SELECT coalesce(before, '') || coalesce(after, '') AS text FROM audit_entry",
                    row -> row.text("text")));
            assertThat(texts).noneMatch(text -> text.contains(password) || text.contains(token));
        }
    }

    @Test
    void anEntryIsNeitherChangedNorDeleted() {
        try (var tables = Stage.shared().tables()) {
            for (String sql : List.of(
                    "UPDATE audit_entry SET who = 'nobody'", "DELETE FROM audit_entry", "TRUNCATE audit_entry")) {
                assertThatThrownBy(() -> tables.inTransaction(t -> t.run(sql)))
                        .hasMessageContaining("rows of audit_entry never change");
            }
        }
    }

    @Test
    void whoeverChangesAnEntryBehindTheServicesBackIsFound() {
        try (Stage stage = new Stage();
                var tables = stage.tables()) {
            stage.viewer();
            stage.operator();
            tables.inTransaction(t -> t.run("ALTER TABLE audit_entry DISABLE TRIGGER append_only"));
            tables.inTransaction(t -> t.run("UPDATE audit_entry SET who = 'person nobody' WHERE number = 2"));
            Exchange found = stage.reviewer().post("/api/v1/audit-log:verify").is(200);
            assertThat(found.json().path("intact").asBoolean(true)).isFalse();
            assertThat(found.json().path("broken-at").asInt(0)).isEqualTo(2);
        }
    }

    @Test
    void aDroppedEntryIsFound() {
        try (Stage stage = new Stage();
                var tables = stage.tables()) {
            stage.viewer();
            stage.operator();
            stage.reviewer();
            tables.inTransaction(t -> t.run("ALTER TABLE audit_entry DISABLE TRIGGER append_only"));
            tables.inTransaction(t -> t.run("DELETE FROM audit_entry WHERE number = 3"));
            Exchange found = stage.reviewer().post("/api/v1/audit-log:verify").is(200);
            assertThat(found.json().path("broken-at").asInt(0)).isEqualTo(3);
        }
    }
}
