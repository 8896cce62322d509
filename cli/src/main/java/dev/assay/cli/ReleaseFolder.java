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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
public final class ReleaseFolder {
    public static final String RELEASE = "release.json";
    public static final String SCHEMA = "config.schema.json";
    public static final int MOST_MODULE_BYTES = 256 << 20;
    public static final int MOST_MANIFEST_BYTES = 1 << 20;
    private static final int MOST_STATEMENTS = 256;

    private final Path folder;
    private final Release release;

    private ReleaseFolder(Path folder, Release release) {
        this.folder = folder;
        this.release = release;
    }

    public static boolean is(Path folder) {
        return Files.isRegularFile(folder.resolve(RELEASE));
    }

    /** Opens what a person names: a release, or a plugin's folder with the release that was built from it. */
    public static ReleaseFolder named(Path folder) {
        Path built = folder.resolve("target").resolve("release");
        if (!is(folder) && is(built)) {
            return open(built);
        }
        if (!is(folder) && Files.exists(folder.resolve(Manifest.FILE))) {
            throw new CommandException(Inert.quote(folder.toString())
                    + " is a plugin that is not built. Build it: assay build " + Inert.line(folder.toString()));
        }
        return open(folder);
    }

    /** Writes what a build gave; statements of an earlier release in the same folder are removed. */
    public static ReleaseFolder write(Path plugin, BuildResult built, Path folder) {
        byte[] manifest = Inputs.read(plugin.resolve(Manifest.FILE), "manifest", MOST_MANIFEST_BYTES);
        Optional<byte[]> schema = built.manifest()
                .config()
                .map(file -> Inputs.read(plugin.resolve(file), "configuration schema", MOST_MANIFEST_BYTES));
        List<Variant> variants =
                built.variants().stream().map(BuiltVariant::variant).toList();
        clear(folder);
        built.writeTo(folder);
        return write(built.manifest(), manifest, schema, variants, folder);
    }

    /** Writes a release of all these rows; see {@link Assembly} for what makes them one release. */
    public static ReleaseFolder write(Assembly assembly, Path folder) {
        clear(folder);
        for (RowFolder row : assembly.rows()) {
            Inputs.write(folder.resolve(row.variant().name() + ".wasm"), row.module());
            Inputs.write(folder.resolve(row.variant().name() + ".provenance.json"), row.provenance());
        }
        return write(
                assembly.manifest(),
                assembly.manifestBytes(),
                assembly.schema(),
                assembly.rows().stream().map(RowFolder::variant).toList(),
                folder);
    }

    /** The release document comes last: a folder without it is no release. */
    private static ReleaseFolder write(
            Manifest manifest, byte[] bytes, Optional<byte[]> schema, List<Variant> variants, Path folder) {
        Release release =
                new Release(manifest.name(), manifest.version(), Digest.of(bytes), schema.map(Digest::of), variants);
        Inputs.write(folder.resolve(Manifest.FILE), bytes);
        schema.ifPresent(content -> Inputs.write(folder.resolve(SCHEMA), content));
        Inputs.write(folder.resolve(RELEASE), release.bytes());
        return open(folder);
    }

    /** Opens a folder; a file that is not the one that the release names is a {@link CommandException}. */
    public static ReleaseFolder open(Path folder) {
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

    public Release release() {
        return release;
    }

    public Path folder() {
        return folder;
    }

    public byte[] manifestBytes() {
        return Inputs.read(folder.resolve(Manifest.FILE), "manifest", MOST_MANIFEST_BYTES);
    }

    public Manifest manifest() {
        return Manifest.read(manifestBytes(), folder.resolve(Manifest.FILE).toString());
    }

    public Optional<byte[]> schema() {
        return release.schema()
                .map(digest -> Inputs.read(folder.resolve(SCHEMA), "configuration schema", MOST_MANIFEST_BYTES));
    }

    public byte[] module(Variant variant) {
        return Inputs.read(modulePath(variant), "module", MOST_MODULE_BYTES);
    }

    public Path modulePath(Variant variant) {
        return folder.resolve(variant.name() + ".wasm");
    }

    /** The predicate of the provenance statement. */
    public JsonNode provenance(Variant variant) {
        return Inputs.json(folder.resolve(variant.name() + ".provenance.json"), "provenance");
    }

    /** Puts a statement beside the others; an earlier one of the same kind gives way. */
    public void keep(Variant variant, String what, Bundle bundle) {
        Inputs.write(
                folder.resolve("statements").resolve(variant.name() + "." + what + ".sigstore.json"), bundle.bytes());
    }

    /** All statements, in the order of their names. */
    public List<Bundle> statements() {
        Path statements = folder.resolve("statements");
        if (!Files.isDirectory(statements)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(statements)) {
            return files.filter(file -> file.toString().endsWith(".sigstore.json"))
                    .sorted()
                    .limit(MOST_STATEMENTS)
                    .map(file -> Bundle.readAny(Inputs.read(file, "statement", Bundle.MOST_BYTES)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, as the registry takes it. */
    public Publication publication() {
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
