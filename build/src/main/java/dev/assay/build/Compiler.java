package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * One toolchain as it is installed here.
 *
 * @param version as the compiler says it
 * @param target what it compiles to, in its own words
 * @param program the program that a build starts
 * @param components the files that decide the bytes of a module, by name without folder, and their digests. Shared
 *     libraries of the operating system are not among them.
 * @param roots the folders that a build must be able to read
 */
public record Compiler(
        Toolchain toolchain,
        String version,
        String target,
        Path program,
        SortedMap<String, Digest> components,
        List<Path> roots) {
    public Compiler {
        components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
        roots = List.copyOf(roots);
    }

    /** One digest for all of it: the same where version, target and every component are the same. */
    public Digest digest() {
        ObjectNode identity = Json.object()
                .put("toolchain", toolchain.id())
                .put("version", version)
                .put("target", target);
        identity.set("components", listing(components));
        return Digest.of(Json.canonical(identity));
    }

    /** One digest for several files that belong together. */
    static Digest together(Collection<Path> files) {
        return Digest.of(Json.canonical(listing(digests(files))));
    }

    private static ObjectNode listing(SortedMap<String, Digest> digests) {
        ObjectNode listing = Json.object();
        digests.forEach((name, digest) -> listing.put(name, digest.toString()));
        return listing;
    }

    /** The digests of these files, links followed. */
    static SortedMap<String, Digest> digests(Collection<Path> files) {
        SortedMap<String, Digest> digests = new TreeMap<>();
        for (Path file : files) {
            digests.put(String.valueOf(file.getFileName()), digest(file));
        }
        return digests;
    }

    private static Digest digest(Path file) {
        MessageDigest computation = Digest.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), computation)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new BuildException("cannot read " + file + ", a part of a toolchain: " + e.getMessage(), e);
        }
        return Digest.finish(computation);
    }
}
