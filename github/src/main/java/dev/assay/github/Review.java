package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A person's review of a pull request.
 *
 * @param state {@code APPROVED}, {@code CHANGES_REQUESTED}, {@code COMMENTED}, {@code DISMISSED} or {@code PENDING}
 * @param commit what the person looked at; empty where that is gone
 * @param submitted empty while it is pending
 */
public record Review(
        long id, Account author, String state, Optional<CommitId> commit, Optional<Instant> submitted, String body) {
    static Review read(Fields fields) {
        return new Review(
                fields.integer("id", 1, Json.LARGEST_INTEGER),
                Account.read(fields.optionalObject("user")),
                fields.text("state"),
                fields.optionalValue("commit_id", CommitId::parse),
                fields.optionalInstant("submitted_at"),
                fields.optionalText("body").orElse(""));
    }

    /** What a review of our own asks for. */
    public enum Act {
        APPROVE,
        REQUEST_CHANGES,
        COMMENT
    }
}
