package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.http.Api;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import java.time.Clock;
import java.util.UUID;

/** The enrolled runtimes, as the API shows them. */
final class Runtimes {
    private final Database database;
    private final Clock clock;

    Runtimes(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Reply list(Call call) {
        Page page = Page.of(call);
        return page.answer(
                database.inTransaction(t -> t.all("""
                        SELECT *, (SELECT max(number) FROM revision WHERE runtime = runtime.id) AS revision
                        FROM runtime WHERE name > ? ORDER BY name LIMIT ?""", EnrolledRuntime::read, page.after(), page.fetch())),
                EnrolledRuntime::name,
                runtime -> runtime.toJson(clock.instant()));
    }

    Reply get(Call call) {
        UUID id = call.id("runtime");
        return database.inTransaction(t -> EnrolledRuntime.find(t, id))
                .<Reply>map(runtime -> Answer.json(runtime.toJson(clock.instant())))
                .orElseGet(() -> unknown(id));
    }

    static Problem unknown(UUID id) {
        return Api.notFound("There is no runtime " + id + ". GET /api/v1/runtimes lists them");
    }
}
