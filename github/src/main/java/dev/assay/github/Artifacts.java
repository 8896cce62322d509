package dev.assay.github;

import dev.assay.model.Inert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Fetches the releases that a build left as artifacts. The build ran its author's code, so their names, their number and
 * every byte may be hostile: what leaves a bound is refused, and nothing is written outside the folder given.
 */
public final class Artifacts {
    static final int MOST = 256;
    static final long LARGEST = 128L << 20;
    static final long LARGEST_TOGETHER = 1L << 30;

    private static final String PREFIX = "release-";
    private static final Pattern NAME = Pattern.compile("release-[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?");

    private final GitHub github;

    public Artifacts(GitHub github) {
        this.github = github;
    }

    /**
     * Fetches every artifact of this run whose name begins with {@code release-}, each into a folder of its name in
     * {@code into}, which must not be there or be empty. Of several with one name (the run was tried again) the newest
     * counts. The folders, in the order of their names; none if there are none.
     */
    public List<Path> fetch(long run, Path into) {
        Map<String, RunArtifact> chosen = new TreeMap<>();
        for (RunArtifact artifact : github.artifacts(run)) {
            if (artifact.name().startsWith(PREFIX)) {
                chosen.merge(requireSafe(artifact), artifact, (a, b) -> a.id() > b.id() ? a : b);
            }
        }
        long together = chosen.values().stream().mapToLong(RunArtifact::bytes).sum();
        if (chosen.size() > MOST || together > LARGEST_TOGETHER) {
            throw new GitHubException("run " + run + " left " + chosen.size() + " releases of " + together
                    + " bytes, more than the " + MOST + " of " + LARGEST_TOGETHER
                    + " bytes accepted. Change fewer plugins at once");
        }
        List<Path> folders = new ArrayList<>();
        try {
            requireEmpty(into);
            for (RunArtifact artifact : chosen.values()) {
                folders.add(fetch(artifact, into));
            }
        } catch (IOException e) {
            throw new GitHubException("cannot write to " + Inert.quote(into.toString()), e);
        }
        return folders;
    }

    private Path fetch(RunArtifact artifact, Path into) throws IOException {
        Path archive = Files.createTempFile(into, "download", ".zip");
        try {
            github.download(artifact, archive, LARGEST);
            Path folder = into.resolve(artifact.name());
            new Archive(archive, "the artifact " + Inert.quote(artifact.name()), Bounds.OF_A_RELEASE).unpack(folder);
            return folder;
        } finally {
            Files.delete(archive);
        }
    }

    private static String requireSafe(RunArtifact artifact) {
        if (NAME.matcher(artifact.name()).matches()) {
            return artifact.name();
        }
        throw new GitHubException(
                "the artifact " + Inert.quote(artifact.name())
                        + " has a name that no build of ours gives: 'release-' and lower-case letters, digits and inner hyphens");
    }

    private static void requireEmpty(Path into) throws IOException {
        Files.createDirectories(into);
        try (var there = Files.newDirectoryStream(into)) {
            if (there.iterator().hasNext()) {
                throw new GitHubException(
                        Inert.quote(into.toString()) + " is not empty. Choose a new or an empty directory");
            }
        }
    }
}
