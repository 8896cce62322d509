package dev.assay.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The command as a process of its own, in a folder of its own: {@code ./assay} as users have it where {@code ./check} built it,
 * else on the class path of the tests.
 */
final class Assay {
    /** The repository. */
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** What runs the command. */
    static final List<String> COMMAND = System.getenv("ASSAY_CHECK") != null
            ? List.of(HOME.resolve("assay").toString())
            : List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--sun-misc-unsafe-memory-access=allow",
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-Dassay.home=" + HOME,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.assay.cli.Main");

    private static final int SECONDS = 240;

    private final Path folder;

    /** What a finished command gave. */
    record Ended(int status, String out, String err) {}

    Assay(Path folder) {
        this.folder = folder;
    }

    /** Runs a command to its end. */
    Ended run(String... command) {
        return run(Map.of(), command);
    }

    Ended run(Map<String, String> environment, String... command) {
        try {
            Path out = Files.createTempFile(folder, ".out-", "");
            Path err = Files.createTempFile(folder, ".err-", "");
            Process process = builder(environment, command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("assay " + String.join(" ", command) + " did not end: " + read(err));
            }
            Ended ended = new Ended(process.exitValue(), read(out), read(err));
            Files.delete(out);
            Files.delete(err);
            return ended;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts a command that goes on; its output goes to these files. */
    Process start(Path out, Path err, String... command) {
        try {
            return builder(Map.of(), command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ProcessBuilder builder(Map<String, String> environment, String... command) {
        List<String> all = new ArrayList<>(COMMAND);
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ASSAY_"));
        builder.environment().put("ASSAY_DATA", folder.resolve("data").toString());
        // Modules that were built before are not built again: the cache is keyed by all that decides their bytes.
        builder.environment().put("ASSAY_CACHE", HOME.resolve(".assay/cache").toString());
        builder.environment().putAll(environment);
        return builder;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
