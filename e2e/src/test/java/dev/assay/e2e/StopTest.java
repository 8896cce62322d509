package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl-C leaves behind: it reaches every process of the terminal's foreground at once, as here a process group. */
@Tag("nightly") // minutes: a service is started for each moment
class StopTest {
    private static final int MOMENTS = 24;
    private static final int APART_MS = 200;

    @TempDir
    Path folder;

    @Test
    void ctrlCAtAnyMomentOfTheStartLeavesNoPostgresRunning() throws Exception {
        Assay assay = new Assay(folder);
        Keyring.into(folder, "auditor", "publisher");
        done(assay.run(
                "trust", "init", "trust.yaml", "--auditor", "auditor.pem.pub", "--publisher", "publisher.pem.pub"));
        done(assay.run(
                "registry", "init", "registry", "--key", "publisher.pem", "--passphrase-file", Keyring.PASSPHRASE));
        for (int moment = 1; moment <= MOMENTS; moment++) {
            int after = moment * APART_MS;
            Path data = folder.resolve("control-" + moment);
            Process service = new ProcessBuilder(Stream.concat(
                                    Stream.of("setsid", "--wait"),
                                    Stream.concat(
                                            Assay.COMMAND.stream(),
                                            Stream.of(
                                                    "control",
                                                    "--registry",
                                                    "registry",
                                                    "--trust",
                                                    "trust.yaml",
                                                    "--data",
                                                    data.toString(),
                                                    "--listen",
                                                    "127.0.0.1:0")))
                            .toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            assertThat(service.waitFor(after, TimeUnit.MILLISECONDS)).isFalse();
            new ProcessBuilder("kill", "-INT", "--", "-" + service.pid())
                    .start()
                    .waitFor();
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
            List<String> left = serving(data);
            assertThat(left)
                    .as("after " + after + " ms: " + Files.readString(folder.resolve("log")))
                    .isEmpty();
        }
    }

    private static List<String> serving(Path data) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .map(StopTest::command)
                    .filter(command -> command.contains("postgres") && command.contains(data.toString()))
                    .toList();
        }
    }

    private static String command(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // It has ended.
        }
    }

    private static void done(Assay.Ended ended) {
        assertThat(ended.status()).as(ended.err()).isZero();
    }
}
