package dev.assay.build;

import dev.assay.model.Inert;
import dev.assay.model.Manifest;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the build matrix.
 *
 * @param variant {@code baseline} and {@code simd} of the primary toolchain; a further toolchain's row has its id
 */
record Row(String variant, Toolchain toolchain, boolean simd) {
    static List<Row> of(Manifest manifest) {
        List<Row> rows = new ArrayList<>();
        List<String> toolchains = manifest.build().toolchains();
        for (String variant : manifest.build().variants()) {
            if (!variant.equals("baseline") && !variant.equals("simd")) {
                throw new BuildException("the variant '" + variant + "' of " + manifest.name()
                        + " is not one that is built: baseline, simd; correct build.variants");
            }
            rows.add(new Row(variant, Toolchain.parse(toolchains.getFirst()), variant.equals("simd")));
        }
        toolchains.stream().skip(1).forEach(id -> rows.add(new Row(id, Toolchain.parse(id), false)));
        return rows;
    }

    /** The row of this variant; {@link BuildException} where the manifest has none. */
    static Row of(Manifest manifest, String variant) {
        List<Row> rows = of(manifest);
        return rows.stream()
                .filter(row -> row.variant().equals(variant))
                .findFirst()
                .orElseThrow(() -> new BuildException(manifest.name() + " has no variant " + Inert.quote(variant)
                        + "; its manifest has "
                        + String.join(", ", rows.stream().map(Row::variant).toList())));
    }
}
