package dev.assay.cli;

import dev.assay.build.BuildResult;
import dev.assay.build.BuiltVariant;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.model.Variant;
import dev.assay.model.Version;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of a build matrix on its way to a release, as a folder: {@code row.json}, the manifest and the schema that it was
 * built with, {@code <variant>.wasm} and {@code <variant>.provenance.json}. Opening one checks that the files are what
 * {@code row.json} names, and reads the module's features from its bytes.
 */
final class RowFolder {
    private static final String ROW = "row.json";
    private static final String NOUN = "assay.row";
    private static final int FORMAT = 1;
    private static final int MOST_PROVENANCE_BYTES = 16 << 20;

    private final Path folder;
    private final PluginName plugin;
    private final Version version;
    private final Variant variant;

    private RowFolder(Path folder, PluginName plugin, Version version, Variant variant) {
        this.folder = folder;
        this.plugin = plugin;
        this.version = version;
        this.variant = variant;
    }

    /** Writes the one variant that was built. The row's document comes last: a folder without it is no row. */
    static RowFolder write(Path source, BuildResult built, Path folder) {
        BuiltVariant variant = built.variants().getFirst();
        try {
            Files.deleteIfExists(folder.resolve(ROW));
        } catch (IOException e) {
            throw new CommandException("cannot clear " + Inert.quote(folder.toString()) + ": " + Explain.message(e), e);
        }
        built.writeTo(folder);
        copy(source.resolve(Manifest.FILE), folder.resolve(Manifest.FILE), "manifest");
        built.manifest()
                .config()
                .ifPresent(file ->
                        copy(source.resolve(file), folder.resolve(ReleaseFolder.SCHEMA), "configuration schema"));
        byte[] provenance = Json.pretty(variant.provenance()).getBytes(StandardCharsets.UTF_8);
        ObjectNode row = Json.document(NOUN, FORMAT)
                .put("name", built.manifest().name().toString())
                .put("version", built.manifest().version().toString())
                .put("provenance", Digest.of(provenance).toString());
        row.set("variant", variant.variant().toJson());
        Inputs.write(folder.resolve(ROW), Json.pretty(row).getBytes(StandardCharsets.UTF_8));
        return open(folder);
    }

    /** Opens a folder; a file that is not the one that the row names is a {@link CommandException}. */
    static RowFolder open(Path folder) {
        Path document = folder.resolve(ROW);
        if (!Files.isRegularFile(document)) {
            throw new CommandException(Inert.quote(folder.toString()) + " is no row of a build: it has no " + ROW
                    + ". 'assay build PLUGIN --variant NAME --out FOLDER' makes one");
        }
        Fields row = Inputs.fields(document, "row");
        Json.requireFormat(row.whole(), NOUN, FORMAT);
        Variant named = Variant.fromJson(row.object("variant"));
        String name = named.name();
        byte[] module = Inputs.read(folder.resolve(name + ".wasm"), "module", ReleaseFolder.MOST_MODULE_BYTES);
        require(folder.resolve(name + ".wasm"), module, named.module());
        RowFolder opened = new RowFolder(
                folder,
                row.value("name", PluginName::parse),
                row.value("version", Version::parse),
                new Variant(name, Digest.of(module), module.length, features(folder, module)));
        require(folder.resolve(name + ".provenance.json"), opened.provenance(), row.value("provenance", Digest::parse));
        return opened;
    }

    Path folder() {
        return folder;
    }

    PluginName plugin() {
        return plugin;
    }

    Version version() {
        return version;
    }

    Variant variant() {
        return variant;
    }

    byte[] manifest() {
        return Inputs.read(folder.resolve(Manifest.FILE), "manifest", ReleaseFolder.MOST_MANIFEST_BYTES);
    }

    byte[] schema() {
        return Inputs.read(
                folder.resolve(ReleaseFolder.SCHEMA), "configuration schema", ReleaseFolder.MOST_MANIFEST_BYTES);
    }

    byte[] module() {
        return Inputs.read(folder.resolve(variant.name() + ".wasm"), "module", ReleaseFolder.MOST_MODULE_BYTES);
    }

    byte[] provenance() {
        return Inputs.read(folder.resolve(variant.name() + ".provenance.json"), "provenance", MOST_PROVENANCE_BYTES);
    }

    private static void copy(Path from, Path to, String what) {
        Inputs.write(to, Inputs.read(from, what, ReleaseFolder.MOST_MANIFEST_BYTES));
    }

    private static void require(Path file, byte[] bytes, Digest expected) {
        if (!Digest.of(bytes).equals(expected)) {
            throw new CommandException(Inert.quote(file.toString()) + " is not the file that " + ROW
                    + " names: its digest is " + Digest.of(bytes) + ", not " + expected + ". Build the row again");
        }
    }

    private static SortedSet<String> features(Path folder, byte[] module) {
        try {
            return WasmModule.read(module).features();
        } catch (WasmException e) {
            throw new CommandException(
                    "the module of the row " + Inert.quote(folder.toString()) + " is not WebAssembly: " + e.getMessage()
                            + ". Build the row again",
                    e);
        }
    }
}
