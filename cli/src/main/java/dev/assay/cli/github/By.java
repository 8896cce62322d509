package dev.assay.cli.github;

import dev.assay.cli.Judging;
import dev.assay.github.RepositoryFile;
import java.nio.file.Path;

/** By what a repository's workflows judge. */
final class By {
    private By() {}

    /** Its policy, and what it says is known of toolchains and libraries. */
    static Judging file(RepositoryFile file) {
        return Judging.by(Path.of(file.audit()), file.advisories().map(Path::of), Path.of(file.trust()));
    }
}
