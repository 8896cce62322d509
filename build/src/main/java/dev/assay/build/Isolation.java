package dev.assay.build;

import dev.assay.model.Word;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What keeps a build, which runs the author's own build script, from the rest of the machine. With namespaces it sees the
 * system's programs, its toolchain, and its own folders; no other file, no other process, and no network unless it is the
 * step that fetches packages. Where the system gives an ordinary user no namespaces, a build is only given a clean
 * environment, and its provenance says so.
 */
final class Isolation {
    /** How strong it is. */
    enum Strength implements Word {
        NAMESPACES,
        NONE
    }

    /**
     * What a command may reach beyond the system's own programs.
     *
     * @param network whether it may reach the network
     */
    record Reach(List<Path> readable, List<Path> writable, boolean network) {}

    private static final List<String> SYSTEM = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");
    private static final List<String> SETTINGS =
            List.of("/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/emscripten");
    private static final List<String> NETWORK_SETTINGS = List.of(
            "/etc/resolv.conf",
            "/run/systemd/resolve",
            "/etc/hosts",
            "/etc/nsswitch.conf",
            "/etc/ssl",
            "/etc/ca-certificates",
            "/etc/pki");

    /** Variables that say how to reach a package registry; some hold a password, so no other step is given them. */
    private static final Set<String> NETWORK_VARIABLES = Set.of(
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "GOPROXY");

    private final Optional<Path> bubblewrap;
    private final Map<String, String> networkSettings;

    private Isolation(Optional<Path> bubblewrap, Map<String, String> networkSettings) {
        this.bubblewrap = bubblewrap;
        this.networkSettings = networkSettings;
    }

    /** The strongest that works here. It is tried, not assumed: some systems have the program and forbid its use. */
    static Isolation detect(Host host) {
        Map<String, String> settings = host.only(NETWORK_VARIABLES);
        for (Path program : host.find("bwrap")) {
            Isolation isolation = new Isolation(Optional.of(program), settings);
            List<String> trial = isolation.around(
                    List.of("/bin/sh", "-c", "echo inside"), Path.of("/"), new Reach(List.of(), List.of(), false));
            String[] arguments = trial.subList(1, trial.size()).toArray(String[]::new);
            if (host.ask(program, arguments).filter("inside"::equals).isPresent()) {
                return isolation;
            }
        }
        return new Isolation(Optional.empty(), settings);
    }

    Strength strength() {
        return bubblewrap.isPresent() ? Strength.NAMESPACES : Strength.NONE;
    }

    /** The variables of the step that fetches packages. */
    Map<String, String> networkSettings() {
        return networkSettings;
    }

    /** The command line that runs {@code line} in {@code directory} with this reach. */
    List<String> around(List<String> line, Path directory, Reach reach) {
        if (bubblewrap.isEmpty()) {
            return line;
        }
        List<String> out = new ArrayList<>(List.of(bubblewrap.get().toString(), "--unshare-all"));
        out.addAll(List.of("--die-with-parent", "--new-session", "--hostname", "assay-build"));
        if (reach.network()) {
            out.add("--share-net");
        }
        out.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--ro-bind", "/usr", "/usr"));
        SYSTEM.forEach(name -> system(name, out));
        SETTINGS.forEach(path -> out.addAll(List.of("--ro-bind-try", path, path)));
        if (reach.network()) {
            NETWORK_SETTINGS.forEach(path -> out.addAll(List.of("--ro-bind-try", path, path)));
        }
        reach.readable().forEach(path -> out.addAll(List.of("--ro-bind", path.toString(), path.toString())));
        reach.writable().forEach(path -> out.addAll(List.of("--bind", path.toString(), path.toString())));
        out.addAll(List.of("--remount-ro", "/", "--chdir", directory.toString(), "--"));
        out.addAll(line);
        return out;
    }

    /** {@code /bin} and its like: a link into {@code /usr} on most systems, a folder on some. */
    private static void system(String name, List<String> out) {
        Path path = Path.of("/", name);
        if (Files.isSymbolicLink(path)) {
            out.addAll(List.of("--symlink", "usr/" + name, path.toString()));
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            out.addAll(List.of("--ro-bind", path.toString(), path.toString()));
        }
    }
}
