package dev.assay.github;

import dev.assay.model.Inert;
import dev.assay.model.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The release on GitHub from which a published version can be downloaded. It is a copy: what counts is the registry. Made
 * as a draft, filled, and shown at last, so that nobody sees half of one; what was begun and not finished is begun anew.
 */
public final class ReleasePage {
    private final GitHub github;

    public ReleasePage(GitHub github) {
        this.github = github;
    }

    /** Shows the files of this folder, of which the modules are what the release names; one that is there stays as it is. */
    public void show(Release release, CommitId commit, Path folder) {
        String tag = release.name() + "/v" + release.version();
        Optional<Download> there = github.releaseOf(tag);
        if (there.isPresent()) {
            return;
        }
        github.releases().stream()
                .filter(page -> page.draft() && page.tag().equals(tag))
                .forEach(github::deleteDraft);
        Download draft = github.createDraft(tag, commit, release.name() + " " + release.version(), body(release));
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            github.uploadAsset(
                    draft, name, name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream", file);
        }
        github.publish(draft);
    }

    private static String body(Release release) {
        StringBuilder out =
                new StringBuilder("Release " + Markdown.code(release.digest().toString(), 80) + "\n\n");
        release.variants()
                .forEach(variant -> out.append("- ")
                        .append(Markdown.text(variant.name(), 64))
                        .append(": ")
                        .append(Markdown.code(variant.module().toString(), 80))
                        .append('\n'));
        return out.append("\nA runtime takes it from the registry and verifies it there; this page is for people.\n")
                .toString();
    }

    /** Names on the page have no folders, so a statement's is part of its name. */
    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder, 2)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new GitHubException("cannot read the release in " + Inert.quote(folder.toString()), e);
        }
    }
}
