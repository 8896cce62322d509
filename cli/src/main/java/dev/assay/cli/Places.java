package dev.assay.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the command keeps things that nobody named a place for (XDG base directories). */
final class Places {
    private Places() {}

    /** What can be made again. */
    static Path cache(Map<String, String> environment) {
        return under(environment, "ASSAY_CACHE", "XDG_CACHE_HOME", ".cache");
    }

    /** What cannot. */
    static Path data(Map<String, String> environment) {
        return under(environment, "ASSAY_DATA", "XDG_DATA_HOME", ".local/share");
    }

    /** The folder of the program's sources, where the launcher found one: first-party plugins are beneath it. */
    static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty("assay.home")).map(Path::of);
    }

    private static Path under(Map<String, String> environment, String own, String xdg, String inHome) {
        String named = environment.getOrDefault(own, "");
        if (!named.isEmpty()) {
            return Path.of(named).toAbsolutePath();
        }
        String base = environment.getOrDefault(xdg, "");
        Path directory = base.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")), inHome)
                : Path.of(base);
        return directory.resolve("assay").toAbsolutePath();
    }
}
