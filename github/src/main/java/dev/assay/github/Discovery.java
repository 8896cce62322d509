package dev.assay.github;

import dev.assay.build.Builder;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the plugins that an event is about: those in whose folders something changed. Only their manifests are read. What
 * another plugin's source names beside its own folder does not count: a shared folder is an input of the build, so a
 * change of it is found by the build of the plugin's next version, and by {@code --all}.
 */
public final class Discovery {
    /** GitHub makes at most this many jobs of one matrix. */
    static final int MOST_ROWS = 256;

    private static final int LARGEST_MANIFEST = 256 << 10;
    private static final Pattern FOLDER = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Path root;
    private final RepositoryFile repository;
    private final Git git;

    /** {@code root} is the repository's; {@code searchPath} is where {@code git} is looked for. */
    public Discovery(Path root, RepositoryFile repository, String searchPath) {
        this.root = root;
        this.repository = repository;
        this.git = new Git(root, searchPath);
    }

    /** Every plugin, by folder. */
    public List<Candidate> all() {
        return candidates(folders());
    }

    /** The plugins that changed by this event; all where it is not about a change. */
    public List<Candidate> changedBy(Event event) {
        return switch (event) {
            case Event.PullRequested pull -> changed(pull.base(), pull.head(), true);
            case Event.MergeGroup group -> changed(group.base(), group.head(), false);
            case Event.Push push when push.after().isNone() -> List.of();
            case Event.Push push when push.before().isNone() -> all();
            case Event.Push push -> changed(push.before(), push.after(), false);
            case Event.Due _ -> all();
            case Event.WorkflowRan _, Event.Reviewed _, Event.Commented _ ->
                throw new GitHubException("this event changes no file. Run 'assay github discover' on push,"
                        + " pull_request or merge_group, or with --all");
        };
    }

    private List<Candidate> changed(CommitId base, CommitId head, boolean sinceMergeBase) {
        SortedSet<String> changed = new TreeSet<>();
        int prefix = repository.plugins().length() + 1;
        for (String path : git.changed(base, head, sinceMergeBase, repository.plugins())) {
            int end = path.indexOf('/', prefix);
            if (end > 0) {
                changed.add(path.substring(prefix, end));
            }
        }
        Path plugins = plugins();
        changed.removeIf(name -> !isPlugin(plugins.resolve(name))); // what was removed is not built
        return candidates(changed);
    }

    private SortedSet<String> folders() {
        Path plugins = plugins();
        SortedSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(plugins)) {
            for (Path entry : entries) {
                if (isPlugin(entry)) {
                    names.add(String.valueOf(entry.getFileName()));
                }
            }
        } catch (IOException e) {
            throw unreadable(plugins, e);
        }
        return names;
    }

    private Path plugins() {
        Path plugins = root.resolve(repository.plugins());
        if (!Files.isDirectory(plugins)) {
            throw unreadable(plugins, new NotDirectoryException(plugins.toString()));
        }
        return plugins;
    }

    private static GitHubException unreadable(Path plugins, IOException cause) {
        return new GitHubException(
                "the folder " + Inert.quote(plugins.toString()) + " cannot be read, which 'plugins' in "
                        + RepositoryFile.FILE + " names. Make it, or correct the name",
                cause);
    }

    /** A folder with a manifest. A link is none: it would lead out of the repository. */
    private static boolean isPlugin(Path folder) {
        return Files.isRegularFile(folder.resolve(Manifest.FILE), LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    private List<Candidate> candidates(SortedSet<String> folders) {
        Map<String, Candidate> byName = new LinkedHashMap<>();
        for (String folder : folders) {
            Candidate candidate = candidate(folder);
            Candidate other = byName.putIfAbsent(candidate.plugin().toString(), candidate);
            if (other != null) {
                throw new GitHubException(other.folder() + " and " + candidate.folder() + " are both called "
                        + candidate.plugin() + ". Change the name in one of them");
            }
        }
        List<Candidate> found = List.copyOf(byName.values());
        int rows = found.stream().mapToInt(one -> one.rows().size()).sum();
        if (rows > MOST_ROWS) {
            throw new GitHubException("there are " + rows + " rows to build, and GitHub makes at most " + MOST_ROWS
                    + " jobs of one matrix. Change fewer plugins at once");
        }
        return found;
    }

    private Candidate candidate(String folder) {
        String path = repository.plugins() + "/" + folder;
        if (!FOLDER.matcher(folder).matches()) {
            throw new GitHubException(
                    "the folder " + Inert.quote(path)
                            + " cannot be a plugin's: its name must be 1 to 63 lower-case letters, digits and inner hyphens. Rename it");
        }
        Manifest manifest = Manifest.read(bytes(path + "/" + Manifest.FILE), path + "/" + Manifest.FILE);
        return new Candidate(
                manifest.name(),
                path,
                folder,
                Builder.rows(manifest).entrySet().stream()
                        .map(row ->
                                new Candidate.Row(row.getKey(), row.getValue().id()))
                        .toList());
    }

    private byte[] bytes(String file) {
        try (var in = Files.newInputStream(root.resolve(file))) {
            return in.readNBytes(LARGEST_MANIFEST + 1);
        } catch (IOException e) {
            throw new GitHubException("cannot read " + Inert.quote(file), e);
        }
    }

    /** A matrix for builds: one job a row. */
    public static JsonNode rows(List<Candidate> candidates) {
        ObjectNode matrix = Json.object();
        ArrayNode include = matrix.putArray("include");
        for (Candidate candidate : candidates) {
            for (Candidate.Row row : candidate.rows()) {
                include.addObject()
                        .put("plugin", candidate.plugin().toString())
                        .put("folder", candidate.folder())
                        .put("toolchain", row.toolchain())
                        .put("variant", row.variant())
                        .put("key", candidate.key() + "-" + row.variant());
            }
        }
        return matrix;
    }

    /** A matrix with one job a plugin. */
    public static JsonNode plugins(List<Candidate> candidates) {
        ObjectNode matrix = Json.object();
        ArrayNode include = matrix.putArray("include");
        for (Candidate candidate : candidates) {
            include.addObject()
                    .put("plugin", candidate.plugin().toString())
                    .put("folder", candidate.folder())
                    .put("key", candidate.key());
        }
        return matrix;
    }
}
