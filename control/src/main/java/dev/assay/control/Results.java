package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.Row;
import dev.assay.control.http.Api;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.model.Json;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What the runs found, as the API shows it. */
final class Results {
    private final Database database;

    Results(Database database) {
        this.database = database;
    }

    private record Listed(long number, ObjectNode json) {}

    Reply list(Call call) {
        Page page = Page.of(call);
        List<Listed> rows = database.inTransaction(t -> t.all(
                """
                SELECT result.*, sequence, digest, problem FROM result LEFT JOIN receipt USING (run)
                WHERE (?::uuid IS NULL OR result.runtime = ?::uuid) AND (?::text IS NULL OR plugin = ?::text) AND number < ?
                ORDER BY number DESC LIMIT ?""",
                row -> new Listed(row.number("number"), summary(row)),
                call.optional("runtime").orElse(null),
                call.optional("runtime").orElse(null),
                call.optional("plugin").orElse(null),
                call.optional("plugin").orElse(null),
                page.after(Long.MAX_VALUE),
                page.fetch()));
        return page.answer(rows, Listed::number, Listed::json);
    }

    Reply get(Call call) {
        UUID run = call.id("run");
        return database.inTransaction(
                        t -> t.first("SELECT document FROM result WHERE run = ?", row -> row.text("document"), run))
                .<Reply>map(Answer::json)
                .orElseGet(() -> Api.notFound("There is no result of a run " + run));
    }

    static ObjectNode summary(Row row) throws SQLException {
        ObjectNode out = Json.object()
                .put("run", row.id("run").toString())
                .put("runtime", row.id("runtime").toString())
                .put("revision", row.number("revision"))
                .put("plugin", row.text("plugin"))
                .put("version", row.text("version"))
                .put("module", row.text("module"))
                .put("release", row.text("release"))
                .put("outcome", row.text("outcome"))
                .put("detail", row.text("detail"))
                .put("started", row.time("started").toString())
                .put("duration-ms", row.number("duration_ms"))
                .put("received", row.time("received").toString());
        if (row.optionalText("digest").isPresent()) {
            ObjectNode receipt = out.putObject("receipt")
                    .put("sequence", row.number("sequence"))
                    .put("digest", row.text("digest"));
            row.optionalText("problem").ifPresent(problem -> receipt.put("problem", problem));
        }
        out.putObject("findings")
                .put("satisfied", row.number("satisfied"))
                .put("not-satisfied", row.number("not_satisfied"));
        return out;
    }
}
