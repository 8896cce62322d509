package dev.assay.build;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The compilers of a build matrix, all there. */
final class Toolbox {
    private final Map<Toolchain, Compiler> compilers = new EnumMap<>(Toolchain.class);

    private Toolbox() {}

    /** Finds them. Throws {@link BuildException} that names all that is missing, before anything is built. */
    static Toolbox forRows(List<Row> rows, Host host) {
        Toolbox toolbox = new Toolbox();
        Set<Toolchain> wanted = rows.stream().map(Row::toolchain).collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = new TreeSet<>();
        for (Toolchain toolchain : wanted) {
            switch (toolchain.find(host)) {
                case Finding.Present present -> toolbox.compilers.put(toolchain, present.compiler());
                case Finding.Missing lack -> missing.add(lack.message());
            }
        }
        if (!missing.isEmpty()) {
            throw new BuildException("cannot build: " + String.join("\n", missing));
        }
        return toolbox;
    }

    Compiler compiler(Toolchain toolchain) {
        Compiler compiler = compilers.get(toolchain);
        if (compiler == null) {
            throw new IllegalArgumentException(toolchain + " is not of this matrix");
        }
        return compiler;
    }
}
