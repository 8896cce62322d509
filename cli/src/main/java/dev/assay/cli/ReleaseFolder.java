package dev.assay.cli;

import dev.assay.build.BuildResult;
import dev.assay.build.BuiltVariant;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Manifest;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.registry.Publication;
import dev.assay.trust.Bundle;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A release on its way to the registry, as a folder: {@code release.json}, {@code plugin.yaml},
 * {@code config.schema.json}, and for each variant {@code <variant>.wasm}, {@code <variant>.provenance.json} and the
 * statements made so far, {@code statements/<variant>.<what>.sigstore.json}. Opening one checks that the files are what
 * {@code release.json} names.
 */
final class ReleaseFolder {
    static final String RELEASE = "release.json";
    private static final String SCHEMA = "config.schema.json";
    private static final int MOST_MODULE_BYTES = 256 << 20;
    private static final int MOST_STATEMENTS = 100;

    private final Path folder;
    private final Release release;

    private ReleaseFolder(Path folder, Release release) {
        this.folder = folder;
        this.release = release;
    }

    static boolean is(Path folder) {
        return Files.isRegularFile(folder.resolve(RELEASE));
    }

    /** Writes what a build gave; statements of an earlier release in the same folder are removed. */
    static ReleaseFolder write(Path plugin, BuildResult built, Path folder) {
        byte[] manifest = Inputs.read(plugin.resolve(Manifest.FILE), "manifest", 1 << 20);
        Optional<byte[]> schema = built.manifest()
                .config()
                .map(file -> Inputs.read(plugin.resolve(file), "configuration schema", 1 << 20));
        List<Variant> variants = new ArrayList<>();
        for (BuiltVariant variant : built.variants()) {
            variants.add(new Variant(variant.name(), variant.digest(), variant.size(), features(variant)));
        }
        Release release = new Release(
                built.manifest().name(),
                built.manifest().version(),
                Digest.of(manifest),
                schema.map(Digest::of),
                variants);
        clear(folder);
        built.writeTo(folder);
        Inputs.write(folder.resolve(Manifest.FILE), manifest);
        schema.ifPresent(bytes -> Inputs.write(folder.resolve(SCHEMA), bytes));
        Inputs.write(folder.resolve(RELEASE), release.bytes());
        return open(folder);
    }

    /** Opens a folder; a file that is not the one that the release names is a {@link CommandException}. */
    static ReleaseFolder open(Path folder) {
        if (!is(folder)) {
            throw new CommandException(Inert.quote(folder.toString()) + " is no release: it has no " + RELEASE
                    + ". 'assay build PLUGIN --out FOLDER' makes one");
        }
        Release release = Release.read(Inputs.read(folder.resolve(RELEASE), "release document", Release.MOST_BYTES));
        ReleaseFolder opened = new ReleaseFolder(folder, release);
        opened.require(Manifest.FILE, opened.manifestBytes(), release.manifest());
        release.schema()
                .ifPresent(digest -> opened.require(SCHEMA, opened.schema().orElseThrow(), digest));
        release.variants().forEach(v -> opened.require(v.name() + ".wasm", opened.module(v), v.module()));
        return opened;
    }

    Release release() {
        return release;
    }

    Path folder() {
        return folder;
    }

    byte[] manifestBytes() {
        return Inputs.read(folder.resolve(Manifest.FILE), "manifest", 1 << 20);
    }

    Manifest manifest() {
        return Manifest.read(manifestBytes(), folder.resolve(Manifest.FILE).toString());
    }

    Optional<byte[]> schema() {
        return release.schema().map(digest -> Inputs.read(folder.resolve(SCHEMA), "configuration schema", 1 << 20));
    }

    byte[] module(Variant variant) {
        return Inputs.read(modulePath(variant), "module", MOST_MODULE_BYTES);
    }

    Path modulePath(Variant variant) {
        return folder.resolve(variant.name() + ".wasm");
    }

    /** The predicate of the provenance statement. */
    JsonNode provenance(Variant variant) {
        return Inputs.json(folder.resolve(variant.name() + ".provenance.json"), "provenance");
    }

    /** Puts a statement beside the others; an earlier one of the same kind gives way. */
    void keep(Variant variant, String what, Bundle bundle) {
        Inputs.write(
                folder.resolve("statements").resolve(variant.name() + "." + what + ".sigstore.json"), bundle.bytes());
    }

    /** All statements, in the order of their names. */
    List<Bundle> statements() {
        Path statements = folder.resolve("statements");
        if (!Files.isDirectory(statements)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(statements)) {
            return files.filter(file -> file.toString().endsWith(".sigstore.json"))
                    .sorted()
                    .limit(MOST_STATEMENTS)
                    .map(file -> Bundle.read(Inputs.read(file, "statement", Bundle.MOST_BYTES)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, as the registry takes it. */
    Publication publication() {
        Map<String, byte[]> modules = new LinkedHashMap<>();
        release.variants().forEach(variant -> modules.put(variant.name(), module(variant)));
        return new Publication(release, manifestBytes(), schema(), modules, statements());
    }

    private void require(String file, byte[] bytes, Digest expected) {
        if (!Digest.of(bytes).equals(expected)) {
            throw new CommandException(Inert.quote(folder.resolve(file).toString()) + " is not the file that " + RELEASE
                    + " names: its digest is " + Digest.of(bytes) + ", not " + expected + ". Build the release again");
        }
    }

    private static java.util.SortedSet<String> features(BuiltVariant variant) {
        try {
            return WasmModule.read(variant.bytes()).features();
        } catch (WasmException e) {
            throw new CommandException(
                    "the module that the build made for " + variant.name() + " is not valid WebAssembly: "
                            + e.getMessage() + ". This is a defect of the toolchain or of Assay",
                    e);
        }
    }

    private static void clear(Path folder) {
        try {
            Path statements = folder.resolve("statements");
            if (Files.isDirectory(statements)) {
                try (Stream<Path> files = Files.list(statements)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.deleteIfExists(folder.resolve(RELEASE));
        } catch (IOException e) {
            throw new CommandException("cannot clear " + Inert.quote(folder.toString()) + ": " + Explain.message(e), e);
        }
    }
}
