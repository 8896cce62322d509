package dev.assay.cli;

import dev.assay.build.Builder;
import dev.assay.model.Inert;
import dev.assay.model.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that make up one release: every variant of the plugin's manifest once, each built with exactly the manifest and the
 * schema that stand in the plugin's folder. In the order of the build matrix, so that the release is the one that a build of
 * all rows at once would have given.
 */
public final class Assembly {
    private final Manifest manifest;
    private final byte[] manifestBytes;
    private final Optional<byte[]> schema;
    private final List<RowFolder> rows;

    private Assembly(Manifest manifest, byte[] manifestBytes, Optional<byte[]> schema, List<RowFolder> rows) {
        this.manifest = manifest;
        this.manifestBytes = manifestBytes;
        this.schema = schema;
        this.rows = rows;
    }

    /** Puts the rows together; what does not belong together is a {@link CommandException}. */
    public static Assembly of(Path plugin, List<Path> folders) {
        Path file = plugin.resolve(Manifest.FILE);
        byte[] bytes = Inputs.read(file, "manifest", ReleaseFolder.MOST_MANIFEST_BYTES);
        Manifest manifest = Manifest.read(bytes, file.toString());
        Optional<byte[]> schema = manifest.config()
                .map(name ->
                        Inputs.read(plugin.resolve(name), "configuration schema", ReleaseFolder.MOST_MANIFEST_BYTES));
        Map<String, RowFolder> byVariant = new HashMap<>();
        for (Path folder : folders) {
            RowFolder row = RowFolder.open(folder);
            requireSame(manifest, bytes, schema, row);
            RowFolder other = byVariant.putIfAbsent(row.variant().name(), row);
            if (other != null) {
                throw new CommandException(quote(other) + " and " + quote(row) + " are both "
                        + row.variant().name() + " of " + manifest.name() + ". Give each row once");
            }
        }
        List<RowFolder> rows = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String variant : Builder.rows(manifest).keySet()) {
            Optional.ofNullable(byVariant.remove(variant)).ifPresentOrElse(rows::add, () -> missing.add(variant));
        }
        if (!missing.isEmpty()) {
            throw new CommandException("no row of " + manifest.name() + " is " + String.join(", ", missing)
                    + ", which its manifest names. Build it: assay build " + plugin + " --variant "
                    + missing.getFirst() + " --out ROW");
        }
        byVariant.values().stream().findFirst().ifPresent(row -> {
            throw new CommandException(
                    quote(row) + " is " + Inert.quote(row.variant().name()) + ", which the manifest of "
                            + manifest.name() + " does not name. Leave it out");
        });
        return new Assembly(manifest, bytes, schema, List.copyOf(rows));
    }

    public Manifest manifest() {
        return manifest;
    }

    public byte[] manifestBytes() {
        return manifestBytes.clone();
    }

    public Optional<byte[]> schema() {
        return schema;
    }

    public List<RowFolder> rows() {
        return rows;
    }

    private static void requireSame(Manifest manifest, byte[] bytes, Optional<byte[]> schema, RowFolder row) {
        if (!row.plugin().equals(manifest.name())) {
            throw new CommandException(quote(row) + " is a row of " + row.plugin() + ", not of " + manifest.name()
                    + ". Give the rows of one plugin");
        }
        boolean sameSchema = schema.isEmpty() || Arrays.equals(schema.get(), row.schema());
        if (!Arrays.equals(bytes, row.manifest()) || !sameSchema) {
            throw new CommandException(quote(row) + " was built with another "
                    + (sameSchema ? "manifest" : "configuration schema") + " of " + manifest.name()
                    + " than stands in the plugin's folder. Build all rows from the same source");
        }
    }

    private static String quote(RowFolder row) {
        return Inert.quote(row.folder().toString());
    }
}
