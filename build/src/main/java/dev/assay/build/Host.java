package dev.assay.build;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The machine, as far as a build looks at it.
 *
 * @param places the folders in which programs are looked for, in order
 * @param environment the variables of this process. A build never inherits them: only the few that say how to reach a
 *     package registry are handed to the command that fetches packages, and those of rustup to the question where a
 *     toolchain is.
 */
public record Host(List<Path> places, Map<String, String> environment) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_ANSWER = 1 << 20;

    public Host {
        places = List.copyOf(places);
        environment = Map.copyOf(environment);
    }

    /** This machine: the search path, then the usual places. */
    public static Host current() {
        Map<String, String> environment = System.getenv();
        Set<Path> places = new LinkedHashSet<>();
        for (String place : environment.getOrDefault("PATH", "").split(":", -1)) {
            add(places, place);
        }
        String home = environment.getOrDefault("HOME", "");
        for (String place : List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/go/bin", home + "/.cargo/bin")) {
            add(places, place);
        }
        return new Host(List.copyOf(places), environment);
    }

    /** A relative folder is left out: what a build runs must not depend on where it was started. */
    private static void add(Set<Path> places, String place) {
        try {
            Path path = Path.of(place);
            if (path.isAbsolute()) {
                places.add(path.normalize());
            }
        } catch (InvalidPathException e) {
            return; // not a folder that could hold a program
        }
    }

    /** Every program of this name, in the order of the places. */
    List<Path> find(String name) {
        List<Path> found = new ArrayList<>();
        for (Path place : places) {
            Path program = place.resolve(name);
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                found.add(program);
            }
        }
        return found;
    }

    /** What a program answers; empty where it fails, takes longer than 20 s or says more than 1 MiB. */
    Optional<String> ask(Path program, String... arguments) {
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(arguments));
        Map<String, String> clean = new LinkedHashMap<>(only(Set.of("HOME", "RUSTUP_HOME", "CARGO_HOME")));
        clean.put("PATH", "/usr/bin:/bin");
        clean.put("LC_ALL", "C");
        clean.put("RUSTUP_AUTO_INSTALL", "0");
        try {
            Command question = new Command(program.toString(), line, Path.of("/"), clean, PATIENCE, MOST_ANSWER);
            Runner.Ended ended = Runner.run(question, said -> {});
            return ended.status() == 0 ? Optional.of(ended.output().strip()) : Optional.empty();
        } catch (BuildException e) {
            return Optional.empty();
        }
    }

    /** These variables, where they are set. */
    Map<String, String> only(Set<String> names) {
        Map<String, String> some = new LinkedHashMap<>(environment);
        some.keySet().retainAll(names);
        return some;
    }
}
