package dev.assay.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What both C toolchains share: which files are compiled, and the flags that keep folder and date out of the bytes. */
final class C {
    private C() {}

    /** Every {@code .c} file beside the manifest's path and in its {@code src}, in the order of their names. */
    private static List<String> sources(Path plugin) {
        List<String> sources = new ArrayList<>();
        for (String folder : List.of("", "src/")) {
            Path path = plugin.resolve(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    files.map(file -> "./" + folder + file.getFileName())
                            .filter(name -> name.endsWith(".c"))
                            .sorted()
                            .forEach(sources::add);
                } catch (IOException e) {
                    throw new BuildException("cannot list " + path + ": " + e.getMessage(), e);
                }
            }
        }
        if (sources.isEmpty()) {
            throw new BuildException(
                    "there is no .c file in the plugin's folder or its src; add one or correct build.path");
        }
        return sources;
    }

    /** {@code __DATE__} and {@code __TIME__} are errors: two builds in one second would not show the difference. */
    static List<String> flags(Workplace workplace, boolean simd) {
        List<String> flags = new ArrayList<>(List.of(
                "-ffile-prefix-map=" + workplace.source() + "=/source",
                "-Werror=date-time",
                "-o",
                module(workplace).toString()));
        if (simd) {
            flags.add("-msimd128");
        }
        flags.addAll(sources(workplace.plugin()));
        return flags;
    }

    static Path module(Workplace workplace) {
        return workplace.output().resolve("plugin.wasm");
    }

    /** A toolchain outside the system's folders is readable as a whole: the folder above its {@code bin}. */
    static List<Path> roots(Path program) {
        try {
            Path real = program.toRealPath();
            Path folder = real.getParent();
            Path root = folder == null || folder.getParent() == null ? real : folder.getParent();
            return real.startsWith("/usr") || real.startsWith("/bin") ? List.of() : List.of(root);
        } catch (IOException e) {
            throw new BuildException("cannot read " + program + ": " + e.getMessage(), e);
        }
    }
}
