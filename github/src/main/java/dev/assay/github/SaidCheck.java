package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Json;

/**
 * A check run that is there.
 *
 * @param app who made it; {@link #ACTIONS} for workflows of this repository
 * @param conclusion empty while it runs
 * @param externalId what its maker says it is about
 */
public record SaidCheck(long id, long app, String conclusion, String externalId) {
    /** The app that makes what workflows make with their own token. */
    public static final long ACTIONS = 15368;

    static SaidCheck read(Fields fields) {
        return new SaidCheck(
                fields.integer("id", 1, Json.LARGEST_INTEGER),
                fields.optionalObject("app")
                        .map(app -> app.integer("id", 1, Json.LARGEST_INTEGER))
                        .orElse(0L),
                fields.optionalText("conclusion").orElse(""),
                fields.optionalText("external_id").orElse(""));
    }
}
