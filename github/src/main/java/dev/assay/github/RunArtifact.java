package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Json;

/**
 * A file that a run of a workflow left. Who controls a step of the run controls its name and its content.
 *
 * @param bytes as GitHub says; what is downloaded is bounded all the same
 */
public record RunArtifact(long id, String name, long bytes, boolean expired) {
    static RunArtifact read(Fields fields) {
        return new RunArtifact(
                fields.integer("id", 1, Json.LARGEST_INTEGER),
                fields.text("name"),
                fields.integer("size_in_bytes", 0, Json.LARGEST_INTEGER),
                fields.flag("expired"));
    }
}
