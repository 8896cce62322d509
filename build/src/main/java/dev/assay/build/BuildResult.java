package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What a plugin's folder was built into.
 *
 * @param manifestDigest of the bytes of {@code plugin.yaml}
 * @param inputs the digest of everything that the build could read of the source
 * @param variants in the order of the build matrix; the first is made by the primary toolchain
 */
public record BuildResult(Manifest manifest, Digest manifestDigest, Digest inputs, List<BuiltVariant> variants) {
    public BuildResult {
        variants = List.copyOf(variants);
    }

    /**
     * Writes {@code <variant>.wasm} and {@code <variant>.provenance.json} for each variant into {@code folder}, which is
     * made if need be. Each file appears whole or not at all. Throws {@link BuildException} if it cannot be written.
     */
    public void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            for (BuiltVariant variant : variants) {
                write(folder.resolve(variant.name() + ".wasm"), variant.bytes());
                byte[] provenance = Json.pretty(variant.provenance()).getBytes(StandardCharsets.UTF_8);
                write(folder.resolve(variant.name() + ".provenance.json"), provenance);
            }
        } catch (IOException e) {
            throw new BuildException(
                    "cannot write the modules of " + manifest.name() + " to " + folder + ": " + e
                            + "; choose a folder that can be written",
                    e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path unfinished = Files.createTempFile(file.resolveSibling(""), ".", ".unfinished");
        try {
            Files.write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
