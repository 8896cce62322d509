package dev.assay.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The machine that jobs run on: this one, with everything installed. {@code sudo} does nothing here, and the repository of
 * Assay, which the workflows check out and build, holds a command that starts the Assay under test.
 */
final class Machine {
    static final String ASSAY = "assay-dev/assay";

    private final Path folder;
    private final String commit;

    private Machine(Path folder, String commit) {
        this.folder = folder;
        this.commit = commit;
    }

    static Machine make(Path folder) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        // '--version' is how the workflows have it built; there is nothing to build.
        program(
                source.resolve("assay"),
                "[ \"$1\" != --version ] || exit 0\nexec " + quoted(Assay.COMMAND) + " \"$@\"");
        Path bin = Files.createDirectories(folder.resolve("bin"));
        program(bin.resolve("sudo"), "exit 0");
        Git git = new Git(source);
        git.run("init", "-q", "-b", "main");
        git.run("add", "-A");
        git.run("commit", "-q", "-m", "Assay");
        return new Machine(folder, git.run("rev-parse", "HEAD"));
    }

    private static String quoted(Iterable<String> words) {
        return StreamSupport.stream(words.spliterator(), false)
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private static void program(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made a program");
        }
    }

    /** The commit of Assay that {@code registry.yaml} has to name. */
    String commit() {
        return commit;
    }

    Map<String, String> repositories() {
        return Map.of(ASSAY, folder.resolve("source").toString());
    }

    /** The variables that the image of the machine sets. */
    Map<String, String> image() {
        return Map.of(
                "PATH",
                folder.resolve("bin") + ":" + System.getenv("PATH"),
                "JAVA_HOME",
                System.getProperty("java.home"));
    }
}
