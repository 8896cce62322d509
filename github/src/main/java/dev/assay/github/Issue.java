package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Json;

/** An issue; pull requests, which GitHub lists among them, are none. */
public record Issue(long number, boolean open, Account author, String title, String body) {
    static Issue read(Fields fields) {
        return new Issue(
                fields.integer("number", 1, Json.LARGEST_INTEGER),
                fields.text("state").equals("open"),
                Account.read(fields.optionalObject("user")),
                fields.text("title"),
                fields.optionalText("body").orElse(""));
    }
}
