package dev.assay.control.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs one program to its end.
 *
 * @param status its exit status
 * @param output what it said on both streams, at most 64 KiB
 */
record Command(int status, String output) {
    private static final int MOST_OUTPUT = 64 << 10;

    /**
     * The output goes through a file, not a pipe: a server that the program leaves behind inherits it, and a pipe would
     * be open for as long as that server lives.
     */
    static Command run(List<String> words, Duration longest) throws IOException, InterruptedException {
        Path output = Files.createTempFile("assay-postgres", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
            builder.environment().clear();
            builder.environment().put("PATH", path + ":/usr/sbin:/sbin:/usr/bin:/bin");
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                return new Command(-1, words.getFirst() + " did not end within " + longest.toSeconds() + " s");
            }
            try (var in = Files.newInputStream(output)) {
                return new Command(process.exitValue(), new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    boolean succeeded() {
        return status == 0;
    }
}
