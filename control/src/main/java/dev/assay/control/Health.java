package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import dev.assay.model.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the service lives, and whether it can do its work. */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Database database;
    private final Registries registries;

    Health(Database database, Registries registries) {
        this.database = database;
        this.registries = registries;
    }

    Reply live(Call call) {
        return Answer.json(Json.object().put("status", "up"));
    }

    /** Who asks may be anybody, so the answer says what is missing but not where it is. */
    Reply ready(Call call) {
        try {
            database.inTransaction(t -> t.first("SELECT 1", row -> true));
        } catch (ControlException e) {
            LOG.warn("not ready", e);
            return Problem.of(503, "database", "The database does not answer; the service's log says why");
        }
        try {
            registries.index();
        } catch (ControlException e) {
            LOG.warn("not ready", e);
            return Problem.of(503, "registry", "The registry's index cannot be used; the service's log says why");
        }
        return live(call);
    }
}
