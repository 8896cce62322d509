package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Json;

/** A comment on a pull request or an issue. */
public record Comment(long id, Account author, String body) {
    static Comment read(Fields fields) {
        return new Comment(
                fields.integer("id", 1, Json.LARGEST_INTEGER),
                Account.read(fields.optionalObject("user")),
                fields.optionalText("body").orElse(""));
    }
}
