package dev.assay.control.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
     * be open for as long as that server lives. It runs in a session of its own, where there is {@code setsid}: Ctrl-C in
     * a terminal reaches all of its foreground, and would end {@code pg_ctl} between starting the server and knowing it.
     */
    static Command run(List<String> words, Duration longest) throws IOException, InterruptedException {
        Path output = Files.createTempFile("assay-postgres", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(inOwnSession(words))
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

    private static List<String> inOwnSession(List<String> words) {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(setsid -> Files.isExecutable(Path.of(setsid)))
                .findFirst()
                .map(setsid -> Stream.concat(Stream.of(setsid, "--wait"), words.stream())
                        .toList())
                .orElse(words);
    }

    boolean succeeded() {
        return status == 0;
    }
}
