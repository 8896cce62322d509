package dev.assay.sandbox;

import dev.assay.model.Description;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.ModelException;
import dev.assay.model.Request;
import dev.assay.model.Response;
import java.util.Optional;

/** Whether a guest's answer is what the operation asks for (contract, "Request and response"). */
final class Valid {
    private static final int MOST_SUBJECTS = 10_000;

    private Valid() {}

    /** What is wrong, with its JSON path; empty if nothing is. */
    static Optional<String> fault(Assessment assessment, byte[] response) {
        try {
            switch (assessment.operation()) {
                case DESCRIBE -> describe(Description.read(response), assessment.manifest());
                case SELECT -> select(Fields.of(Json.read(response, response.length), "$"));
                case ASSESS -> Response.read(response, response.length);
            }
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void describe(Description description, Manifest manifest) {
        if (!description.name().equals(manifest.name())) {
            throw new InvalidValueException(
                    "$.name", description.name().toString(), "the manifest's, " + manifest.name());
        }
        if (!description.version().equals(manifest.version())) {
            throw new InvalidValueException(
                    "$.version", description.version().toString(), "the manifest's, " + manifest.version());
        }
    }

    private static void select(Fields fields) {
        if (!fields.text("abi").equals(Request.ABI)) {
            throw new InvalidValueException("$.abi", fields.text("abi"), "'" + Request.ABI + "'");
        }
        fields.objects("subjects", MOST_SUBJECTS);
        fields.end();
    }
}
