package dev.assay.sandbox;

import dev.assay.sandbox.kernel.Landlocked;
import dev.assay.sandbox.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;

/** The command that starts a worker: this process's own Java, the few jars a worker needs, and what shuts it in. */
final class Launcher {
    private static final List<String> BWRAP = List.of("/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap");

    /** What a Java needs of the system beside its own folder: the loader and the C library. */
    private static final List<String> SYSTEM_LIBRARIES = List.of("/usr/lib", "/usr/lib64", "/lib", "/lib64");

    private static final String SHELL = "/bin/sh";
    private static final String LIBRARY_CACHE = "/etc/ld.so.cache";

    /** Beside this room's classes: what a worker that compiles has for an engine. */
    private static final String COMPILER = "compiler";

    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    /** A young generation that grows would make an idle worker twice as large. */
    private static final String YOUNG = "-Xmn8m";

    /**
     * What the cache of workers remembers of the methods that were hot when it was made, in workers that interpret, misleads the
     * optimizing compiler: SHA-256 runs at 40 to 80 MB/s with it and at 120 without.
     */
    private static final List<String> OWN_PROFILE = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining");

    /** What a worker is started for. */
    enum Role {
        /** Most guests are done before an optimizing compiler would be of use, or a larger young generation. */
        INTERPRET,
        /** A guest that works for long. */
        RUN_COMPILED,
        /** Never runs a guest. */
        COMPILE;

        private List<String> options() {
            return switch (this) {
                case INTERPRET -> List.of(QUICK, YOUNG);
                case RUN_COMPILED ->
                    Stream.concat(Stream.of(YOUNG), OWN_PROFILE.stream()).toList();
                case COMPILE -> List.of(QUICK);
            };
        }
    }

    private Launcher() {}

    /**
     * The command that starts a worker as this host file demands. Throws {@link SandboxException} if that needs bubblewrap and
     * there is none.
     */
    static List<String> command(HostFile file, Optional<Path> bubblewrap) {
        return command(file.confinement().kind(), bubblewrap, Role.INTERPRET, file.heapBytes());
    }

    /** The same for a worker of this role and heap. */
    static List<String> command(Confinement.Kind kind, Optional<Path> bubblewrap, Role role, long heapBytes) {
        return switch (kind) {
            case NONE -> java(role, heapBytes);
            case LANDLOCK -> landlocked(role, heapBytes);
            case BWRAP ->
                confined(
                        bubblewrap.orElseThrow(
                                () -> new SandboxException("bubblewrap is not installed, and the host file asks"
                                        + " for it. Install it: apt-get install bubblewrap. Or shut workers in by the kernel alone:"
                                        + " write 'confinement: landlock' into the host file. Or let plugins run in a process that"
                                        + " is not confined: write 'confinement: none'")),
                        role,
                        heapBytes);
        };
    }

    /** Where bubblewrap is on this host. */
    static Optional<Path> bubblewrap() {
        return BWRAP.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** A worker that is shut in by bubblewrap. */
    static List<String> confined(Path bubblewrap, long heapBytes) {
        return confined(bubblewrap, Role.INTERPRET, heapBytes);
    }

    private static List<String> confined(Path bubblewrap, Role role, long heapBytes) {
        Optional<Path> filter = FilterFile.ofThisProcess();
        List<String> command = new ArrayList<>();
        // A Java cannot hand on what it has open but its standard streams; a shell can, and is gone then.
        filter.ifPresent(file -> command.addAll(List.of(SHELL, "-c", "exec \"$@\" 3<\"$0\"", file.toString())));
        command.addAll(List.of(
                bubblewrap.toString(),
                "--unshare-user",
                "--unshare-net",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--unshare-cgroup-try",
                "--hostname",
                "worker",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL",
                "--uid",
                "65534",
                "--gid",
                "65534",
                "--clearenv",
                "--chdir",
                "/"));
        filter.ifPresent(_ -> command.addAll(List.of("--seccomp", "3")));
        // First of all: what is bound later may lie beneath. Nothing at all can be written.
        command.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        for (String library : SYSTEM_LIBRARIES) {
            bindLibrary(command, Path.of(library));
        }
        ours(role).forEach(path -> bind(command, path));
        command.addAll(List.of("--remount-ro", "/", "--"));
        command.addAll(java(role, heapBytes));
        return List.copyOf(command);
    }

    /** What a worker may read beside the system's libraries. */
    private static List<Path> ours(Role role) {
        List<Path> paths = new ArrayList<>(List.of(Path.of(LIBRARY_CACHE), javaHome()));
        paths.addAll(linkedOutOf(javaHome()));
        paths.addAll(classPath(role));
        WorkerCache.of(classPath(role)).ifPresent(paths::add);
        return paths;
    }

    /** A worker that shuts itself in by Landlock. */
    static List<String> landlocked(long heapBytes) {
        return landlocked(Role.INTERPRET, heapBytes);
    }

    private static List<String> landlocked(Role role, long heapBytes) {
        List<String> command = new ArrayList<>(List.of(
                javaHome().resolve("bin/java").toString(),
                "-Xshare:auto", // the cache of workers has none of the classes that this needs
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                joined(classPath()),
                Landlocked.class.getName()));
        Stream.concat(SYSTEM_LIBRARIES.stream().map(Path::of), ours(role).stream())
                .filter(Files::exists)
                .forEach(path -> command.add(path.toString()));
        command.add("--");
        command.addAll(java(role, heapBytes));
        return List.copyOf(command);
    }

    private static String joined(List<Path> classPath) {
        return String.join(":", classPath.stream().map(Path::toString).toList());
    }

    /** A worker that is only a process. */
    static List<String> unconfined(long heapBytes) {
        return java(Role.INTERPRET, heapBytes);
    }

    private static void bindLibrary(List<String> command, Path path) {
        if (Files.isSymbolicLink(path)) {
            try {
                command.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString()));
            } catch (IOException e) {
                throw new SandboxException("cannot read the link " + path + ": " + e.getMessage(), e);
            }
        } else {
            bind(command, path);
        }
    }

    /** Distributions keep parts of a Java elsewhere, such as its configuration in /etc, and link to them. */
    private static List<Path> linkedOutOf(Path home) {
        List<Path> targets = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path link :
                    files.filter(Files::isSymbolicLink).filter(Files::exists).toList()) {
                Path target = link.toRealPath();
                if (!target.startsWith(home) && SYSTEM_LIBRARIES.stream().noneMatch(target::startsWith)) {
                    targets.add(target);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new SandboxException("cannot read the Java in " + home + ": " + e.getMessage(), e);
        }
        return targets.stream().distinct().sorted().toList();
    }

    private static void bind(List<String> command, Path path) {
        if (Files.exists(path)) {
            command.addAll(List.of("--ro-bind", path.toString(), path.toString()));
        }
    }

    private static Path javaHome() {
        return Path.of(Objects.requireNonNull(System.getProperty("java.home"), "every Java has a home"));
    }

    /** A worker of this role and class path that warms up while its Java writes the {@link WorkerCache} to this file. */
    static List<String> training(Role role, List<Path> classPath, Path cache) {
        List<String> command =
                new ArrayList<>(java(role, HostFile.ENGINE_BYTES, classPath, List.of("-XX:AOTCacheOutput=" + cache)));
        command.add(role == Role.COMPILE ? Worker.WARM_COMPILER : Worker.WARM);
        return command;
    }

    private static List<String> java(Role role, long heapBytes) {
        List<Path> classPath = classPath(role);
        List<String> cache = WorkerCache.of(classPath).map(WorkerCache::options).orElse(List.of("-Xshare:auto"));
        return java(role, heapBytes, classPath, cache);
    }

    static List<String> java(long heapBytes, List<Path> classPath, List<String> cache) {
        return java(Role.INTERPRET, heapBytes, classPath, cache);
    }

    private static List<String> java(Role role, long heapBytes, List<Path> classPath, List<String> cache) {
        List<String> command = new ArrayList<>(cache);
        command.addFirst(javaHome().resolve("bin/java").toString());
        command.addAll(role.options());
        command.addAll(List.of(
                "-Xmx" + (heapBytes >> 20) + "m",
                "-XX:+UseSerialGC",
                "-XX:-DontCompileHugeMethods", // the engine's validator is one
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/stderr",
                // The engine's reader would digest each module, for nobody, in code that nothing has compiled yet.
                "-Drun.endive.wasm.Parser.DIGEST_ALGORITHM=none",
                "-cp",
                joined(classPath),
                Worker.class.getName()));
        return List.copyOf(command);
    }

    /** Where the classes of a worker come from: this room and the engine. Jars when installed, folders in a build. */
    static List<Path> classPath() {
        return classPath(Role.INTERPRET);
    }

    /** Of a worker that compiles: this room and the engine as its compiler needs it. */
    static List<Path> classPath(Role role) {
        return role == Role.COMPILE
                ? Stream.concat(Stream.of(origin(Worker.class)), compiler().stream())
                        .toList()
                : Stream.of(Worker.class, Instance.class, Parser.class)
                        .map(Launcher::origin)
                        .distinct()
                        .toList();
    }

    /** The jars of the engine's compiler and what goes with it; none where it is not installed. */
    static List<Path> compiler() {
        Path folder = origin(Worker.class).resolveSibling(COMPILER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new SandboxException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    static Path origin(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new SandboxException("cannot tell which file " + type.getName() + " comes from");
        }
        try {
            return Path.of(source.getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new SandboxException("cannot tell which file " + type.getName() + " comes from", e);
        }
    }
}
