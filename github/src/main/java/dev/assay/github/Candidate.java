package dev.assay.github;

import dev.assay.model.PluginName;
import java.util.List;

/**
 * A plugin that a workflow is to build.
 *
 * @param folder relative to the repository's root
 * @param key its folder's own name: safe in the name of an artifact, a job and a path, and of no other plugin
 * @param rows what of it is built
 */
public record Candidate(PluginName plugin, String folder, String key, List<Row> rows) {
    public Candidate {
        rows = List.copyOf(rows);
    }

    /** One build: a variant, and the id of the toolchain that makes it. */
    public record Row(String variant, String toolchain) {}
}
