package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that a build may read: the plugin's folder and the folders beside it that its source names, by path
 * relative to the folder that holds them all, each with its digest.
 *
 * @param root the folder that holds them all
 * @param plugin the plugin's folder, relative to it
 */
record Inputs(Path root, Path plugin, SortedMap<String, Input> files) {
    /** What a build is told the time is (1980-01-01, the oldest that every archive format knows). */
    static final long SOURCE_DATE_EPOCH = 315_532_800L;

    /** What a path of the tree is. */
    sealed interface Input {
        /** A file with these bytes. */
        record Regular(Digest digest, boolean executable) implements Input {}

        /** A link, to a place inside the tree. */
        record Link(String target) implements Input {}
    }

    /** Reads a plugin's folder; see {@link InputsReader} for what is refused. */
    static Inputs of(Path pluginFolder) {
        return new InputsReader(pluginFolder).read();
    }

    /** The digest of the listing: the same where every path, byte, permission to execute and link is the same. */
    Digest digest() {
        ObjectNode listing = Json.document("assay.inputs", 1).put("plugin", plugin.toString());
        ArrayNode list = listing.putArray("files");
        for (Map.Entry<String, Input> entry : files.entrySet()) {
            ObjectNode file = list.addObject().put("path", entry.getKey());
            switch (entry.getValue()) {
                case Input.Regular regular ->
                    file.put("digest", regular.digest().toString()).put("executable", regular.executable());
                case Input.Link link -> file.put("link", link.target());
            }
        }
        return Digest.of(Json.canonical(listing));
    }

    /** Copies everything beneath {@code folder}. Throws {@link BuildException} if a file is no longer what was read. */
    void copyTo(Path folder) throws IOException {
        Files.createDirectories(folder.resolve(plugin));
        FileTime epoch = FileTime.from(Instant.ofEpochSecond(SOURCE_DATE_EPOCH));
        for (Map.Entry<String, Input> entry : files.entrySet()) {
            Path copy = folder.resolve(entry.getKey());
            Files.createDirectories(copy.resolveSibling(""));
            switch (entry.getValue()) {
                case Input.Regular regular -> {
                    byte[] bytes = unchanged(root.resolve(entry.getKey()), regular.digest());
                    Files.write(copy, bytes);
                    if (regular.executable() && !copy.toFile().setExecutable(true, false)) {
                        throw new IOException("cannot make " + copy + " executable");
                    }
                    Files.setLastModifiedTime(copy, epoch);
                }
                case Input.Link link -> Files.createSymbolicLink(copy, Path.of(link.target()));
            }
        }
    }

    private static byte[] unchanged(Path file, Digest expected) throws IOException {
        byte[] bytes = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.readAllBytes(file) : new byte[0];
        if (!Digest.of(bytes).equals(expected)) {
            throw new BuildException(file + " changed while it was being built; build again when it is at rest");
        }
        return bytes;
    }

    /** The folder of a plugin's copy. */
    Path pluginIn(Path copy, String path) {
        return copy.resolve(plugin).resolve(path).normalize();
    }
}
