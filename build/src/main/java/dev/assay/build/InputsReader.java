package dev.assay.build;

import dev.assay.model.Digest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the inputs of a build. Refused, by {@link BuildException}: a link that leaves its folder or leads nowhere, a
 * device or pipe, a folder that lies outside the source tree (the folder above with {@code .git}; without one, three
 * levels up) or around the plugin itself, and more than 20,000 files or 256 MiB.
 */
final class InputsReader {
    static final int MOST_FILES = 20_000;
    static final long MOST_BYTES = 256L << 20;

    /** Folders that hold what was made, not what it is made from. */
    static final Set<String> LEFT_OUT = Set.of(".git", ".assay", "target", "node_modules", ".idea", ".vscode");

    private final Path plugin;
    private final Path tree;
    private final Map<Path, Inputs.Input> found = new LinkedHashMap<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private final Deque<Path> waiting = new ArrayDeque<>();
    private long bytes;

    InputsReader(Path folder) {
        try {
            plugin = folder.toRealPath();
        } catch (IOException e) {
            throw new BuildException("cannot read the folder " + folder + ": " + e.getMessage(), e);
        }
        tree = sourceTree(plugin);
    }

    private static Path sourceTree(Path plugin) {
        for (Path above = plugin; above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(".git"))) {
                return above;
            }
        }
        return plugin.resolve("../../..").normalize();
    }

    Inputs read() {
        waiting.add(plugin);
        while (!waiting.isEmpty()) {
            Path folder = waiting.remove();
            if (folders.stream().noneMatch(folder::startsWith)) {
                folders.add(folder);
                walk(folder);
            }
        }
        Path root = folders.stream().reduce(InputsReader::common).orElse(plugin);
        SortedMap<String, Inputs.Input> files = new TreeMap<>();
        found.forEach((path, input) -> files.put(root.relativize(path).toString(), input));
        return new Inputs(root, root.relativize(plugin), files);
    }

    private static Path common(Path a, Path b) {
        Path shared = a;
        while (!b.startsWith(shared)) {
            shared = shared.resolve("..").normalize();
        }
        return shared;
    }

    private void walk(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean leftOut = LEFT_OUT.contains(String.valueOf(directory.getFileName()));
                    return leftOut && !directory.equals(folder)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    add(folder, file, attributes);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw BuildException.unreadable("the source folder " + folder, e);
        }
    }

    private void add(Path folder, Path file, BasicFileAttributes attributes) throws IOException {
        if (LEFT_OUT.contains(String.valueOf(file.getFileName()))) {
            return; // a work tree of git has a file where others have a folder
        }
        bytes += attributes.size();
        if (found.size() >= MOST_FILES || bytes > MOST_BYTES) {
            throw new BuildException("the source in " + folder + " has more than " + MOST_FILES + " files or "
                    + (MOST_BYTES >> 20) + " MiB; keep what is not source elsewhere");
        }
        if (attributes.isSymbolicLink()) {
            found.put(file, link(folder, file));
        } else if (attributes.isRegularFile()) {
            found.put(file, new Inputs.Input.Regular(Digest.of(Files.readAllBytes(file)), Files.isExecutable(file)));
            References.of(folder, file).forEach(named -> reference(file, named));
        } else {
            throw new BuildException(file + " is neither file, folder nor link; a source tree holds nothing else");
        }
    }

    /** Both as written and as it leads, because a link may pass through another one. */
    private static Inputs.Input link(Path folder, Path file) throws IOException {
        Path target = Files.readSymbolicLink(file);
        boolean inside = !target.isAbsolute()
                && file.resolveSibling(target).normalize().startsWith(folder)
                && Files.exists(file)
                && file.toRealPath().startsWith(folder.toRealPath());
        if (!inside) {
            throw new BuildException("the link " + file + " leads to " + target
                    + ", outside its folder or nowhere; replace it by the file itself");
        }
        return new Inputs.Input.Link(target.toString());
    }

    private void reference(Path file, Path named) {
        if (folders.stream().anyMatch(named::startsWith)) {
            return;
        }
        if (!named.startsWith(tree) || named.equals(tree) || plugin.startsWith(named)) {
            throw new BuildException(
                    file + " names the folder " + named + ", which is not a folder beside the plugin in "
                            + "the source tree " + tree + "; keep what the build needs inside the tree");
        }
        try {
            if (!Files.isDirectory(named, LinkOption.NOFOLLOW_LINKS) || !named.equals(named.toRealPath())) {
                throw new BuildException(
                        file + " names the folder " + named + ", which is not a folder; correct the path");
            }
        } catch (IOException e) {
            throw new BuildException(
                    file + " names the folder " + named + ", which cannot be read: " + e.getMessage(), e);
        }
        waiting.add(named);
    }
}
