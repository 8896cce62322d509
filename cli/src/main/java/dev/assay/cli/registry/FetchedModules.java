package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.Explain;
import dev.assay.cli.Registries;
import dev.assay.model.Inert;
import dev.assay.registry.Blob;
import dev.assay.registry.oci.Access;
import dev.assay.registry.oci.Reference;
import dev.assay.registry.oci.WasmArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Modules of artifacts in OCI registries, in temporary files until this is closed. Their digests and sizes are verified, nothing
 * else. Not thread-safe, but {@link #name} once all are fetched.
 */
public final class FetchedModules implements AutoCloseable {
    /** Of all together, on disk. */
    private static final long MOST_BYTES = 1L << 30;

    private final Console console;
    private final ProgressLine line;
    private final long mostEach;
    private final Map<String, String> names = new HashMap<>();
    private @Nullable Access access;
    private @Nullable Path folder;
    private long bytes;

    /**
     * Nothing is asked yet.
     *
     * @param console says how registries are reached, and is told what was fetched
     * @param mostEach larger modules are not fetched, in bytes
     */
    public FetchedModules(Console console, long mostEach) {
        this.console = console;
        this.line = new ProgressLine(console);
        this.mostEach = mostEach;
    }

    /** Whether this names an artifact in an OCI registry, and no file. */
    public static boolean isReference(String text) {
        return text.startsWith("oci://") || text.startsWith("oci+http://");
    }

    /**
     * Fetches the one module of an artifact.
     *
     * @return the path of its file
     * @throws dev.assay.registry.RegistryException when there is no such artifact, or not exactly one module in it
     * @throws CommandException when it is too large, or cannot be kept
     */
    public String fetch(String text) {
        Reference reference = Reference.parse(text);
        if (access == null) {
            access = Access.of(console.environment(), line.fetching());
        }
        WasmArtifact artifact = WasmArtifact.find(reference, access);
        requireRoom(reference, artifact.size());
        Path file = folder().resolve(names.size() + ".wasm");
        Blob module = artifact.copy(file, Registries.partials(console));
        bytes += module.size();
        String name = new Reference(
                        reference.repository(),
                        reference.tag(),
                        Optional.of(artifact.manifest().digest()))
                .toString();
        names.put(file.toString(), name);
        console.note("assay: fetched " + name + ": the module " + module.digest() + ", " + module.size() + " bytes");
        return file.toString();
    }

    /** What a file is of: the reference with the artifact's digest, or the path as it is for any other file. */
    public String name(String path) {
        return names.getOrDefault(path, path);
    }

    private void requireRoom(Reference reference, long size) {
        if (size > mostEach) {
            throw new CommandException(Inert.quote(reference.toString()) + " has a layer of " + size
                    + " bytes, more than the " + mostEach + " accepted. No plugin is that large");
        }
        if (bytes + size > MOST_BYTES) {
            throw new CommandException("the modules of the references together have more than the " + MOST_BYTES
                    + " bytes accepted. Name fewer at once");
        }
    }

    private Path folder() {
        if (folder == null) {
            try {
                folder = Files.createTempDirectory("assay-fetched-");
            } catch (IOException e) {
                throw new CommandException("cannot keep what is fetched: " + Explain.message(e), e);
            }
        }
        return folder;
    }

    @Override
    public void close() {
        line.close();
        if (folder == null) {
            return;
        }
        try {
            for (String file : names.keySet()) {
                Files.deleteIfExists(Path.of(file));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            console.note("assay: cannot remove " + folder + ": " + Explain.message(e));
        }
    }
}
