package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Modules that were built before, under the digest of everything that decides their bytes. A damaged entry is as good as
 * none; one that a newer Assay wrote is refused. Several processes may use one folder at once.
 */
final class BuildCache {
    private static final String NOUN = "assay.build";
    private static final int FORMAT = 1;
    private static final int MOST_ENTRY = 1 << 20;

    private final Path folder;

    BuildCache(Path folder) {
        this.folder = folder;
    }

    /** The name of what these inputs, compiler and row give. */
    static Digest key(Inputs inputs, String path, Compiler compiler, Row row) {
        return Digest.of(Json.canonical(Json.document(NOUN, FORMAT)
                .put("edition", Recipe.EDITION)
                .put("inputs", inputs.digest().toString())
                .put("path", path)
                .put("compiler", compiler.digest().toString())
                .put("simd", row.simd())));
    }

    /** The variant kept under this key, if it is whole. */
    Optional<BuiltVariant> find(Digest key, Row row) {
        Path entry = folder.resolve(key.hex());
        try {
            if (!Files.isDirectory(entry)) {
                return Optional.empty();
            }
            JsonNode document = Json.read(Files.readAllBytes(entry.resolve("entry.json")), MOST_ENTRY);
            if (!document.path("format").asString("").startsWith(NOUN + "/")) {
                return Optional.empty();
            }
            requireFormat(document, entry);
            byte[] module = Files.readAllBytes(entry.resolve("module.wasm"));
            boolean whole = document.path("key").asString("").equals(key.toString())
                    && document.path("module")
                            .asString("")
                            .equals(Digest.of(module).toString())
                    && document.path("provenance").isObject();
            return whole
                    ? Optional.of(BuiltVariant.of(row, module, document.path("provenance"), true))
                    : Optional.empty();
        } catch (IOException | InvalidValueException e) {
            return Optional.empty();
        }
    }

    private static void requireFormat(JsonNode document, Path entry) {
        try {
            Json.requireFormat(document, NOUN, FORMAT);
        } catch (InvalidValueException e) {
            throw new BuildException(entry + ": " + e.getMessage() + ", or delete the folder", e);
        }
    }

    /** Keeps a variant: whole or not at all. */
    void keep(Digest key, BuiltVariant variant) {
        ObjectNode document = Json.document(NOUN, FORMAT)
                .put("key", key.toString())
                .put("module", variant.digest().toString());
        document.set("provenance", variant.provenance());
        Path entry = folder.resolve(key.hex());
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempDirectory(folder, ".unfinished");
            Files.write(unfinished.resolve("module.wasm"), variant.bytes());
            Files.write(unfinished.resolve("entry.json"), Json.pretty(document).getBytes(StandardCharsets.UTF_8));
            if (Files.exists(entry)) {
                Workplace.delete(entry);
            }
            move(unfinished, entry);
        } catch (IOException e) {
            throw new BuildException("cannot keep a module in " + folder + ": " + e + "; make it writable", e);
        }
    }

    private static void move(Path unfinished, Path entry) throws IOException {
        try {
            Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            Workplace.delete(unfinished);
            if (!Files.isDirectory(entry)) { // else another process kept the same a moment ago
                throw e;
            }
        }
    }
}
