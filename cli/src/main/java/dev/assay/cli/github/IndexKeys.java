package dev.assay.cli.github;

import dev.assay.github.Job;
import dev.assay.github.RepositoryFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The options by which a job on GitHub signs the registry's index: the keys that lie in its environment. */
final class IndexKeys {
    private IndexKeys() {}

    static List<String> options(Job job, RepositoryFile file) {
        List<String> options = new ArrayList<>(List.of(
                "--trust",
                file.trust(),
                "--key",
                job.variable("ASSAY_PUBLISHER_KEY_FILE"),
                "--passphrase-file",
                job.variable("ASSAY_PASSPHRASE_FILE")));
        // Only where the roles of the index have keys of their own: else the workflow has no such secret, and no file
        // of it.
        job.optional("ASSAY_ONLINE_KEY_FILE")
                .filter(key -> Files.exists(Path.of(key)))
                .ifPresent(key -> options.addAll(List.of("--online-key", key)));
        return options;
    }
}
