package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Variant;
import dev.assay.wasm.Import;
import dev.assay.wasm.Layer;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.util.List;
import java.util.SortedSet;
import tools.jackson.databind.JsonNode;

/** One module of a plugin, built twice to the same bytes, and how it came about. Immutable. */
public final class BuiltVariant {
    private final Row row;
    private final byte[] bytes;
    private final SortedSet<String> features;
    private final JsonNode provenance;
    private final boolean remembered;

    private BuiltVariant(Row row, byte[] bytes, SortedSet<String> features, JsonNode provenance, boolean remembered) {
        this.row = row;
        this.bytes = bytes.clone();
        this.features = features;
        this.provenance = provenance;
        this.remembered = remembered;
    }

    /** Reads the bytes; what is no core module is refused. */
    static BuiltVariant of(Row row, byte[] bytes, JsonNode provenance, boolean remembered) {
        try {
            Summary summary = WasmModule.read(bytes);
            if (summary.layer() != Layer.CORE_MODULE) {
                throw new BuildException(
                        row.toolchain().id() + " made an object file, not a module; see that it links");
            }
            requireDefined(summary);
            return new BuiltVariant(row, bytes, summary.features(), provenance, remembered);
        } catch (WasmException e) {
            throw new BuildException(
                    "what " + row.toolchain().id() + " made is no core WebAssembly module: " + e.getMessage()
                            + "; see that nothing replaces it",
                    e);
        }
    }

    /** Linkers make an import from {@code env} of a symbol that nothing defines. */
    private static void requireDefined(Summary summary) {
        List<String> undefined = summary.imports().stream()
                .filter(one -> one.module().equals("env"))
                .map(Import::name)
                .toList();
        if (!undefined.isEmpty()) {
            throw new BuildException("nothing defines " + Inert.line(String.join(", ", undefined), 200)
                    + "; define it, or declare where it is imported from");
        }
    }

    /** {@code baseline}, another variant of the manifest, or the toolchain's id for a further row of the matrix. */
    public String name() {
        return row.variant();
    }

    public Toolchain toolchain() {
        return row.toolchain();
    }

    /** The module. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The module digest. */
    public Digest digest() {
        return Digest.of(bytes);
    }

    /** Of the module, in bytes. */
    public int size() {
        return bytes.length;
    }

    /** What a release says of it: digest, size, and the engine features read from its bytes. */
    public Variant variant() {
        return new Variant(name(), digest(), size(), features);
    }

    /** The predicate of a SLSA provenance v1 statement about this module. Its times are those of the build itself. */
    public JsonNode provenance() {
        return provenance.deepCopy();
    }

    /** Whether it was built earlier, from the same inputs by the same toolchain, and is handed out again. */
    public boolean remembered() {
        return remembered;
    }
}
