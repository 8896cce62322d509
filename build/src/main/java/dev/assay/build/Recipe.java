package dev.assay.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How one toolchain builds one variant.
 *
 * @param fetch the command that fetches the packages which the lockfile names, run with the network and without the
 *     author's code; empty where there are none to fetch
 * @param build the command that compiles, run without the network
 * @param environment of both, beside what every build gets
 * @param packages what the lockfile pins
 */
record Recipe(List<String> fetch, List<String> build, Map<String, String> environment, List<Lockfile.Pinned> packages) {
    /** Raised whenever any recipe changes in a way that may change a module: what was kept before no longer counts. */
    static final int EDITION = 1;

    Recipe {
        fetch = List.copyOf(fetch);
        build = List.copyOf(build);
        environment = Map.copyOf(environment);
        packages = List.copyOf(packages);
    }

    /** The search path of a build: the compiler's own folder and the system's. */
    static List<Path> places(Path program) {
        return Stream.of(program.toAbsolutePath().resolveSibling(""), Path.of("/usr/bin"), Path.of("/bin"))
                .distinct()
                .toList();
    }
}
