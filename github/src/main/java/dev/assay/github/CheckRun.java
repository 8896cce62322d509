package dev.assay.github;

import dev.assay.model.Json;
import tools.jackson.databind.JsonNode;

/**
 * What is said beside a commit.
 *
 * @param externalId what it is about, so that it can be compared later; at most 20,000 characters
 * @param title one line
 * @param summary Markdown, at most 65,535 characters
 */
public record CheckRun(
        String name, CommitId commit, Conclusion conclusion, String externalId, String title, String summary) {
    /** What a branch's protection sees. */
    public enum Conclusion {
        /** The gate is open. */
        SUCCESS,
        /** It stays shut. */
        FAILURE,
        /** A person has to act; the gate stays shut. */
        ACTION_REQUIRED,
        /** Nothing was there to judge. */
        NEUTRAL
    }

    JsonNode toJson() {
        var json = Json.object()
                .put("name", name)
                .put("head_sha", commit.hex())
                .put("status", "completed")
                .put("conclusion", conclusion.name().toLowerCase(java.util.Locale.ROOT))
                .put("external_id", externalId);
        json.putObject("output").put("title", title).put("summary", Markdown.cut(summary, 65_000));
        return json;
    }
}
