package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl-C leaves behind: it reaches every process of the terminal's foreground at once, as here a process group. */
@Tag("nightly") // minutes: a service is started for each moment
class StopTest {
    private static final int MOMENTS = 24;
    /** Moments beyond the one in which the service answers. */
    private static final double LONGER = 1.2;

    @TempDir
    Path folder;

    /** One data folder, made once: so the moments fall into the start, and not into the making of a database. */
    private Path data;

    @BeforeEach
    void prepare() {
        Assay assay = new Assay(folder);
        Keyring.into(folder, "auditor", "publisher");
        done(assay.run(
                "trust", "init", "trust.yaml", "--auditor", "auditor.pem.pub", "--publisher", "publisher.pem.pub"));
        done(assay.run(
                "registry", "init", "registry", "--key", "publisher.pem", "--passphrase-file", Keyring.PASSPHRASE));
        data = folder.resolve("control");
    }

    @Test
    void ctrlCAtAnyMomentOfTheStartLeavesNoPostgresRunning() throws Exception {
        untilItListens(); // makes the database
        long start = untilItListens();
        int withDatabase = 0;
        for (int moment = 1; moment <= MOMENTS; moment++) {
            long after = (long) (LONGER * start * moment / MOMENTS);
            Process service = service();
            assertThat(service.waitFor(after, TimeUnit.MILLISECONDS)).isFalse();
            withDatabase += serving().isEmpty() ? 0 : 1;
            stop(service);
            assertThat(serving()).as("after " + after + " ms of " + start).isEmpty();
        }
        assertThat(withDatabase).as("moments at which PostgreSQL was there").isBetween(1, MOMENTS - 1);
    }

    /** The milliseconds from the start to the line that says where it listens. */
    private long untilItListens() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process service = service();
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Files.readString(folder.resolve("log")).contains("http://127.0.0.1:"));
        long milliseconds = (System.nanoTime() - begin) / 1_000_000;
        stop(service);
        assertThat(serving()).isEmpty();
        return milliseconds;
    }

    private Process service() throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
        command.addAll(Assay.COMMAND);
        command.addAll(List.of("control", "--registry", "registry", "--trust", "trust.yaml"));
        command.addAll(List.of("--data", data.toString(), "--listen", "127.0.0.1:0"));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static void stop(Process service) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", "--", "-" + service.pid()).start().waitFor();
        assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private List<String> serving() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .map(StopTest::command)
                    .filter(command ->
                            command.matches("\\S*/(postgres|pg_ctl|initdb) .*") && command.contains(data.toString()))
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
